#!/bin/sh
# send.sh ID TO BODY
. ./smsdispatch.sh
sms_send "$1" "$2" "$3"
status=$?
printf '%s\n' "$sms_result"
exit $status
