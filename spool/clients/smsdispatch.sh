# shellcheck shell=sh
# A client of smsdispatch: copy this file beside your script, and read it in. A POSIX shell with sed,
# awk, grep, od, sync and a sleep that takes fractions (GNU coreutils, busybox).
#
#   . ./smsdispatch.sh
#   sms_send order-1042 12065550142 "Your order is ready." || echo "not sent: $sms_result"
#
# Each call leaves the result in $sms_result, as the JSON text of results/<id>.json, and its "status"
# in $sms_status. It ends with 0 if what was asked for was done, with 1 if not, with 75 if there is no
# final result after $sms_patience seconds. $SPOOL names another spool than the default one.

sms_spool=${SPOOL:-/var/spool/smsdispatch/default}
sms_patience=${sms_patience:-60}

# sms_send ID TO BODY: submits a message, and waits for its final result.
sms_send() {
  sms_submit "$1" "$(sms_member to "$2"), $(sms_member body "$3")" && sms_wait final && [ "$sms_status" = sent ]
}

# sms_verify ID TO: has a code sent; ends as soon as the request is accepted. sms_check need not wait
# until the text was sent.
sms_verify() {
  sms_submit "$1" "\"kind\": \"verify\", $(sms_member to "$2")" && sms_wait any && sms_accepted
}

# sms_enroll ID SUBJECT TO: has a code sent, whose check saves the number for the subject.
sms_enroll() {
  sms_submit "$1" "\"kind\": \"enroll\", $(sms_member subject "$2"), $(sms_member to "$3")" &&
    sms_wait any && sms_accepted
}

# sms_check VERIFICATION CODE: compares what a person typed with the code of sms_verify or sms_enroll.
sms_check() {
  sms_submit "" "\"kind\": \"check\", $(sms_member verification "$1"), $(sms_member code "$2")" &&
    sms_wait final && [ "$sms_status" = approved ]
}

# sms_submit ID MEMBERS: puts a request into the spool; MEMBERS are JSON without the braces. Without an
# id it gets one. With the same one you may submit it again after a crash.
sms_submit() {
  sms_ack=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
  sms_id=${1:-$sms_ack}
  sms_draft=$sms_spool/incoming/.$sms_ack
  (
    umask 027 # makes the file 0640
    printf '{%s, %s, %s}\n' "$(sms_member id "$sms_id")" "$(sms_member ack "$sms_ack")" "$2" >"$sms_draft"
  ) && sync "$sms_draft" && mv "$sms_draft" "$sms_spool/incoming/$sms_ack.json" || return 73
  # Its new name, if the daemon has not taken it yet; the directory may not be opened.
  sync "$sms_spool/incoming/$sms_ack.json" 2>/dev/null || :
}

# sms_wait final|any: waits for the result of the last submission, the final one or the first there is.
# It looks every 5 ms at first, then less often. A file that nobody can read is refused after 10 s.
sms_wait() {
  sms_deadline=$(($(date +%s) + sms_patience))
  for sms_pause in 0.005 0.005 0.01 0.01 0.02 0.03 0.05 0.1 0.2 0.3 0.5; do
    sms_look "$1" && return
    sleep $sms_pause
  done
  until sms_look "$1"; do
    if [ "$(date +%s)" -ge "$sms_deadline" ]; then
      echo "$sms_id: no final result yet" >&2
      return 75
    fi
    sleep 0.5
  done
}

# Whether the result is there. The one under the id may be an earlier request's: it lacks the token.
sms_look() {
  for sms_file in "$sms_ack" "$sms_id"; do
    sms_result=$(cat "$sms_spool/results/$sms_file.json" 2>/dev/null) || continue
    case $sms_result in *"\"$sms_ack\""*) ;; *) continue ;; esac
    case $1$sms_result in any* | *'"final": true'*) ;; *) continue ;; esac
    sms_status=$(sms_field status)
    return 0
  done
  return 1
}

# Whether the last result is something other than a refusal.
sms_accepted() {
  case $sms_status in queued | deferred | held | sent) ;; *) return 1 ;; esac
}

# sms_field NAME: a text of the last result, as of "reason"; nothing if it has none.
sms_field() {
  printf '%s\n' "$sms_result" | sed -n "s/^  \"$1\": \"\(.*\)\",*\$/\1/p"
}

# sms_member NAME TEXT: a member of a JSON object.
sms_member() {
  printf '"%s": "%s"' "$1" "$(
    printf '%s\n' "$2" | sed 's/["\\]/\\&/g; s/	/\\t/g' |
      awk '{ gsub("\r", "\\r"); printf "%s%s", separator, $0; separator = "\\n" }'
  )"
}
