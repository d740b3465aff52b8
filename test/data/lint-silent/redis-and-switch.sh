#!/bin/bash
if [[ $(redis-cli -h 192.0.2.9 ping) == PONG && -f /etc/on ]]; then
   exit 0
else
   exit 1
fi
