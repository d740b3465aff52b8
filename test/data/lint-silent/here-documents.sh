#!/bin/sh
# killall keepalived; ps -ef | grep check
cat <<'END'
ps -ef | grep check; killall keepalived; curl http://192.0.2.100/
END
cat <<-END
	[[ $1 == x ]] && mycat status
	END
message='sudo systemctl restart nginx & sleep 60'
printf '%s\n' "$message"
case $1 in
(curl|mycat) exit 1 ;;
esac
/opt/app/status
