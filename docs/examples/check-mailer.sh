#!/bin/sh
# Drives smtp-simulator from a shell with curl: is a mail refused where the server has no STARTTLS?
# Usage: check-mailer.sh [command that starts the simulator, default "npx simulate"]
set -eu
folder=$(mktemp -d)
${*:-npx simulate} serve --port 0 --port-file "$folder/port" >"$folder/log" &
simulator=$!
trap 'kill "$simulator"; wait "$simulator" || true; rm -rf "$folder"' EXIT

# The file is there, and whole, once the port is open.
while ! [ -s "$folder/port" ]; do
  kill -0 "$simulator"
  sleep 0.05
done
api="http://127.0.0.1:$(cat "$folder/port")/api/v1"

# One key of a flat JSON text; with jq at hand: jq -r ".$1".
key() { sed -n "s/.*\"$1\":\"\{0,1\}\([^\",}]*\).*/\1/p" | head -n 1; }
post() { curl --silent --show-error --fail-with-body --header 'Content-Type: application/json' --data "$2" "$api$1"; }

server=$(post /servers '{"scenario":"no-starttls"}')
id=$(printf '%s' "$server" | key id)
port=$(printf '%s' "$server" | key port)
curl --silent "$api/ca.pem" >"$folder/ca.pem"

# The client under test. It has to fail here.
printf 'Subject: disk full\r\n\r\nDisk full.\r\n' >"$folder/mail"
if curl --silent --ssl-reqd --cacert "$folder/ca.pem" "smtp://localhost:$port" \
  --mail-from alarms@example.com --mail-rcpt desk@example.org --upload-file "$folder/mail"; then
  says=delivered
else
  says=failed
fi

judgement=$(post "/servers/$id/judgement" "{\"policy\":\"mandatory\",\"client\":{\"says\":\"$says\"}}")
verdict=$(printf '%s' "$judgement" | key verdict)
curl --silent "$api/servers/$id/reports/default"
[ "$verdict" = pass ]
