#!/bin/sh
case "$(pidof haproxy)" in
'') echo "haproxy is not running"; exit 1 ;;
esac
exec 3<>/run/haproxy.pid
out=$(echo "show info" | timeout 1 socat - /run/haproxy.sock 2>/dev/null) || exit 2
printf '%s\n' "$out" | grep -q '^Uptime:'
