#!/bin/bash
# usual right check
set -euo pipefail
readonly URL="http://192.0.2.9:8080/health"
declare -a hosts=(192.0.2.1 192.0.2.2)
for h in "${hosts[@]}"; do
    if ping -c 2 -W 1 "$h" &>/dev/null; then exit 0; fi
done
status=$(curl -s -o /dev/null -m 1 -w '%{http_code}' "$URL" || true)
if (( status >= 200 && status < 400 )); then
    echo "ok $status"
    exit 0
fi
echo "bad $status" >&2
exit 1
