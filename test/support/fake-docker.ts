// A program that stands for docker: it notes every call, and runs commands as processes that outlive it, as containers do.

import { chmodSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const program = String.raw`#!/bin/sh
state="$(dirname "$0")/docker-state"; mkdir -p "$state"
{ for word in "$@"; do printf '%s\037' "$word"; done; printf '\036'; } >> "$state/calls"
[ -z "$DOCKER_CONFIG" ] || cp "$DOCKER_CONFIG/config.json" "$state/login" || exit 1
verb=$1; shift
name= entry= detach= rm= format= input= label=
while [ $# -gt 0 ]; do
  case $1 in
    --detach) detach=1 ;;
    --rm) rm=1 ;;
    --interactive) input=1 ;;
    --privileged | --force | --quiet) ;;
    --name) name=$2; shift ;;
    --entrypoint) entry=$2; shift ;;
    --format) format=$2; shift ;;
    --label) case $2 in restep=*) label=$(expr "$2" : 'restep=\(.*\)') ;; esac; shift ;;
    --env) case $2 in *=*) export "$2" ;; esac; shift ;;
    -*) shift ;;
    *) break ;;
  esac
  shift
done
launch() {
  if [ -n "$input" ]; then exec 3<&0; else exec 3</dev/null; fi
  setsid "$@" <&3 &
  [ -z "$name" ] || echo $! > "$state/$name"
  wait $!
  code=$?
  [ -z "$rm" ] || rm -f "$state/$name"
  exit $code
}
hit() {
  pid=$(cat "$state/$2" 2>/dev/null || echo 0)
  [ "$pid" -eq 0 ] || kill -s "$1" -- "-$pid" 2>/dev/null
}
case $verb in
  run)
    image=$1; shift
    [ "$image" != absent ] || { echo 'Unable to find image absent' >&2; exit 125; }
    [ ! -e "$state/$name" ] || { echo 'Conflict. The name is in use.' >&2; exit 125; }
    echo "$name $label" >> "$state/labels"
    [ -z "$entry" ] || set -- "$entry" "$@"
    if [ -n "$detach" ]; then echo 0 > "$state/$name"; else launch "$@"; fi ;;
  exec) shift; launch "$@" ;;
  inspect)
    [ -e "$state/$1" ] || { echo 'No such object' >&2; exit 1; }
    case $format in
      *index*) sed -n "s/^$1 //p" "$state/labels" | tail -n 1; exit ;;
    esac
    echo x >> "$state/looks"
    case $format in
      *Running*) echo true ;;
      *Health*) if [ "$(wc -l < "$state/looks")" -lt 2 ]; then echo running starting; else echo running healthy; fi ;;
      *) echo running ;;
    esac ;;
  logs) printf 'booting\nlistening on 80\n' ;;
  stop) shift; hit TERM "$1" ;;
  kill) hit KILL "$1" ;;
  rm) hit KILL "$1"; rm -f "$state/$1" ;;
esac
`;

export class FakeDocker {
  readonly #state: string;

  /** Puts the program into a folder, which belongs in front of the PATH. */
  constructor(folder: string) {
    const file = join(folder, 'docker');
    writeFileSync(file, program);
    chmodSync(file, 0o755);
    this.#state = join(folder, 'docker-state');
  }

  /** Every call, as words. */
  get calls(): readonly (readonly string[])[] {
    const file = join(this.#state, 'calls');
    const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
    return text
      .split('\x1e')
      .slice(0, -1)
      .map(call => call.split('\x1f').slice(0, -1));
  }

  /** What the settings said that it was given last in a folder of their own. */
  get login(): string {
    return readFileSync(join(this.#state, 'login'), 'utf8');
  }

  /** The calls with a verb, as words without it. Names of our own are written NAME. */
  of(verb: string): readonly string[] {
    return this.calls
      .filter(([first]) => first === verb)
      .map(words =>
        words
          .slice(1)
          .join(' ')
          .replace(/restep-\S+-[0-9a-f]{12}/g, 'NAME'),
      );
  }

  /** The containers that are left. */
  get containers(): readonly string[] {
    return readdirSync(this.#state).filter(name => !['calls', 'looks', 'login', 'labels'].includes(name));
  }
}
