#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# with-keyring.sh STATE COMMAND…: runs COMMAND in a session bus of its own, with
# a temporary home and without a screen, where the real gnome-keyring is
#   open      unlocked, the usual state after log-in
#   locked    there, but with a password that nobody gave
#   none-yet  running, and no keyring was ever made
#   absent    not to be had: the bus knows no services
set -eu
state=$1
shift
home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
mkdir -p -m 700 "$home/run"
export HOME=$home XDG_RUNTIME_DIR=$home/run XDG_DATA_HOME=$home/data XDG_CONFIG_HOME=$home/config
debug=${G_DEBUG:-}            # for COMMAND, not for the daemons that it talks to
unset G_DEBUG DISPLAY WAYLAND_DISPLAY DBUS_SESSION_BUS_ADDRESS SECRET_BACKEND

unlock='printf katasandi | gnome-keyring-daemon --unlock --components=secrets >/dev/null'
lock='dbus-send --session --print-reply --dest=org.freedesktop.secrets /org/freedesktop/secrets
  org.freedesktop.Secret.Service.Lock
  array:objpath:/org/freedesktop/secrets/aliases/default >/dev/null'
config=()
case $state in
  open) prepare=$unlock ;;
  locked) prepare="$unlock; "$(echo $lock) ;;
  none-yet) prepare='gnome-keyring-daemon --start --components=secrets >/dev/null' ;;
  absent)
    prepare=true
    cat >"$home/bus.conf" <<EOF
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
  "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:dir=$home/run</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
EOF
    config=(--config-file="$home/bus.conf") ;;
  *) echo "unknown state: $state" >&2; exit 64 ;;
esac

dbus-run-session "${config[@]}" -- bash -c "{ $prepare; } 2>/dev/null; G_DEBUG=$debug exec \"\$@\"" - "$@" </dev/null
