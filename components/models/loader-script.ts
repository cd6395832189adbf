/** Name of the manifest in a version: the output of `sha256sum`, one line a file. */
export const MANIFEST = "SHA256SUMS";

/** Name of the signature of the manifest: a Sigstore bundle, as `cosign sign-blob --bundle` writes it. */
export const SIGNATURE_BUNDLE = `${MANIFEST}.sigstore.json`;

/**
 * What a loader does, as a POSIX shell script with two steps. `manifest` fetches the manifest of the version and compares
 * its hash. `files` copies the version into a staging folder of the volume, compares every file with the manifest, and
 * makes the version visible by a rename. All values come from the environment, so none is ever read as a command. Uses
 * the AWS CLI and coreutils and nothing else: the image of the AWS CLI has no findutils.
 */
export const loaderScript = String.raw`#!/bin/sh
# Loads one version of one model.
#   SOURCE           s3:// prefix of the version, ending in /
#   MANIFEST_SHA256  hash of its manifest
#   SIGNED, PUBLIC_KEY  whether the manifest is signed, and by which key
#   REPOSITORY, MODEL, VERSION  where the version belongs: REPOSITORY/MODEL/MODEL/VERSION
#   CONFIG           content of config.pbtxt
#   WORK             folder for the manifest, private to this run
set -eu
LC_ALL=C
export LC_ALL
umask 022

staging=$REPOSITORY/.staging/$MODEL/$VERSION
target=$REPOSITORY/$MODEL/$MODEL/$VERSION
manifest=$WORK/${MANIFEST}
newline='
'

refuse() {
  printf 'refused: %s\n' "$*" >&2
  exit 1
}

# Runs a long command so that the end of the pod interrupts it.
child=
run() {
  "$@" &
  child=$!
  if wait "$child"; then
    child=
  else
    status=$?
    child=
    return "$status"
  fi
}

clean() {
  status=$?
  trap - EXIT
  if [ -n "$child" ]; then
    kill "$child" 2>/dev/null || :
    wait "$child" 2>/dev/null || :
  fi
  rm -rf "$staging" "$staging.config"
  exit "$status"
}

# Every line is a hash, a blank, a blank or "*", and a path that stays in the folder of the version.
check_manifest_paths() {
  while IFS= read -r line || [ -n "$line" ]; do
    hash=$(printf '%s' "$line" | cut -c 1-64)
    file=$(printf '%s' "$line" | cut -c 67-)
    case $hash in *[!0-9a-f]*) refuse "the manifest has a line that is none: $line" ;; esac
    case $line in
      "$hash  $file" | "$hash *$file") ;;
      *) refuse "the manifest has a line that is none: $line" ;;
    esac
    [ "$(printf '%s' "$hash" | wc -c)" -eq 64 ] || refuse "the manifest has a line that is none: $line"
    case /$file/ in
      // | *//* | */./* | */../*) refuse "the manifest names a path outside the version: $file" ;;
    esac
  done <"$manifest"
  [ -s "$manifest" ] || refuse "the manifest is empty"
}

fetch_manifest() {
  run aws s3 cp --only-show-errors "$SOURCE"${MANIFEST} "$manifest"
  printf '%s  %s\n' "$MANIFEST_SHA256" "$manifest" | sha256sum -c - >/dev/null ||
    refuse "the manifest of $SOURCE is not the one that was asked for"
  check_manifest_paths
  if [ "$SIGNED" = true ]; then
    run aws s3 cp --only-show-errors "$SOURCE"${SIGNATURE_BUNDLE} "$WORK"/${SIGNATURE_BUNDLE}
    printf '%s\n' "$PUBLIC_KEY" >"$WORK/cosign.pub"
  fi
}

# Prints the paths of all files below a folder.
list_files() {
  for entry in "$1"/* "$1"/.[!.]* "$1"/..?*; do
    case $entry in *"$newline"*) refuse "a file has a line break in its name" ;; esac
    if [ -L "$entry" ]; then
      refuse "$entry is a link"
    elif [ -d "$entry" ]; then
      list_files "$entry"
    elif [ -f "$entry" ]; then
      printf '%s\n' "$entry"
    fi
  done
}

# The files of a folder are those of the manifest: none missing, none changed, none more.
verify_files() {
  (cd "$1" && list_files .) >"$WORK/found"
  cut -c 67- "$manifest" | sort >"$WORK/expected"
  extra=$(cut -c 3- "$WORK/found" | sort | comm -13 "$WORK/expected" -)
  [ -z "$extra" ] || refuse "files that are not in the manifest: $extra"
  cd "$1"
  run sha256sum -c --quiet "$manifest" || refuse "$1 is not what the manifest says"
  cd /
}

write_config() {
  printf '%s' "$CONFIG" >"$staging.config"
  mv -f "$staging.config" "$REPOSITORY/$MODEL/$MODEL/config.pbtxt"
}

load_files() {
  trap clean EXIT
  trap 'exit 143' TERM
  trap 'exit 130' INT
  # What a run that was killed has left.
  rm -rf "$staging" "$staging.config"
  mkdir -p "$REPOSITORY/.staging/$MODEL"
  if [ -e "$target" ]; then
    verify_files "$target"
    write_config
    echo "version $VERSION of $MODEL is there already"
    return
  fi
  mkdir -p "$staging" "$REPOSITORY/$MODEL/$MODEL"
  run aws s3 cp --only-show-errors --recursive \
    --exclude "${MANIFEST}" --exclude "${SIGNATURE_BUNDLE}" "$SOURCE" "$staging/"
  verify_files "$staging"
  run sync
  write_config
  mv -T "$staging" "$target"
  echo "version $VERSION of $MODEL is loaded"
}

case $1 in
  manifest) fetch_manifest ;;
  files) load_files ;;
  *) refuse "unknown step $1" ;;
esac
`;
