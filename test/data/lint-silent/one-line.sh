#!/bin/sh
killall -0 haproxy 2>/dev/null
