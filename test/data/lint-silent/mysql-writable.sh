#!/bin/sh
while getopts p:h opt; do
  case $opt in p) port=$OPTARG;; *) exit 3;; esac
done
port=${port:-3306}
if ! r=$(mysql --defaults-file=/etc/app/my.cnf --connect-timeout=1 -N -B -e 'select @@read_only' 2>&1); then
  echo "down: $r"; exit 1
fi
[ "$r" = 0 ] && { echo "writable"; exit 0; }
echo "read only"
exit 1
