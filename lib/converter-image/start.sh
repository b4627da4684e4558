#!/bin/sh
# Lambda names the handler as the image's command; AWS's runtime client reads it from this variable.
export _HANDLER="$1"
exec /usr/local/bin/node /opt/runtime-client/index.mjs
