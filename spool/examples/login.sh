#!/bin/sh
# login.sh NUMBER
. ./smsdispatch.sh
sms_verify "" "$1" || { printf '%s\n' "$sms_result" >&2; exit 1; }
login=$sms_id
printf 'Code: '
read -r code
sms_check "$login" "$code"
status=$?
printf '%s %s\n' "$sms_status" "$(sms_field reason)"
exit $status
