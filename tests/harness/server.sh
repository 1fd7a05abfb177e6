# Sourced by bash scripts: private servers that nothing else on the machine can notice, removed when the script
# ends, however it ends.
#
#   server_create NAME [setting=value …]   a new cluster, started; psql and its kin now talk to it
#   server_start NAME, server_stop NAME [fast|smart|immediate], server_configure NAME setting=value …
#   server_kill NAME                       kill -9 its postmaster and wait for the rest to notice
#   server_upgrade OLD NEW                 pg_upgrade, to the same version; shows what went wrong
#   server_use NAME                        talk to this one of several
#   as_server COMMAND …                    run a command as the user that owns the clusters
#
# A cluster is $HARNESS_DIR/NAME: data/, log and the socket. Whatever puts a cluster there (pg_basebackup, say)
# has made a server for server_configure and server_start. A script with an EXIT trap of its own calls
# harness_close in it.
#
# PostgreSQL looks for its libraries and its share directory relative to its own binary. So a copy of the
# binaries, beside links to the rest of the installation and our own files, is a server with pg_refusal
# installed, and the system's directories stay as they are. What HARNESS_OVERLAY holds is laid over it.

harness_root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
if [[ ! -f $harness_root/build/config.sh ]]; then
    echo "nothing is built yet: run make" >&2
    exit 1
fi
source "$harness_root/build/config.sh"

as_server() {
    # The checkout may be a directory that the server's user must not read: the current directory neither.
    if [[ $EUID -eq 0 ]]; then
        (cd "$HARNESS_DIR" && exec setpriv --reuid=postgres --regid=postgres --init-groups -- "$@")
    else
        (cd "$HARNESS_DIR" && exec "$@")
    fi
}

harness_open() {
    local name
    # A user's settings for some other server must not leak in. PG_CONFIG and our own names have an underscore.
    for name in ${!PG@}; do
        [[ $name == PG_* ]] || unset "$name"
    done
    export LC_ALL=C.UTF-8 PSQLRC=/dev/null PGUSER=postgres PGDATABASE=postgres

    # Not TMPDIR, which may be deep: a socket's path is limited to 107 bytes. HARNESS_TMP is for big data.
    HARNESS_DIR=$(mktemp -d "${HARNESS_TMP:-/tmp}/pg_refusal.XXXXXX")
    trap harness_close EXIT
    trap 'exit 129' HUP
    trap 'exit 130' INT
    trap 'exit 143' TERM
    harness_install || return
    if [[ $EUID -eq 0 ]]; then
        chown postgres: "$HARNESS_DIR"
    fi
    export PATH=$HARNESS_DIR/install$PG_BINDIR:$PATH
}

harness_install() (
    umask 022
    prefix=$HARNESS_DIR/install
    # A pg_refusal that is installed on this machine is not the one under test: no link to it.
    mkdir -p "$prefix$PG_BINDIR" "$prefix$PG_PKGLIBDIR" "$prefix$PG_SHAREDIR/extension" &&
        cp -a "$PG_BINDIR/." "$prefix$PG_BINDIR" &&
        link_entries "$PG_PKGLIBDIR" 'pg_refusal*' &&
        link_entries "$PG_SHAREDIR" extension &&
        link_entries "$PG_SHAREDIR/extension" 'pg_refusal*' &&
        DESTDIR=$prefix cmake --install "$harness_root/build" >/dev/null &&
        if [[ -n ${HARNESS_OVERLAY:-} ]]; then
            cp -a "$HARNESS_OVERLAY/." "$prefix"
        fi
)

link_entries() {
    find "$1" -mindepth 1 -maxdepth 1 ! -name "$2" -exec ln -s -t "$HARNESS_DIR/install$1" {} +
}

harness_close() {
    local status=$? directory pid
    trap - EXIT
    for directory in "$HARNESS_DIR"/*/data; do
        if [[ -n $(processes_in "$directory") ]]; then
            as_server pg_ctl --pgdata="$directory" --mode=immediate --silent stop
        fi
        for pid in $(processes_in "$directory"); do
            kill -KILL "$pid"
        done
    done
    rm -rf "$HARNESS_DIR"
    exit "$status"
}

# A server's processes are those that live in its data directory: a number from its pid file may, after a crash,
# be another process by now.
processes_in() {
    local process
    for process in /proc/[0-9]*; do
        [[ $(readlink "$process/cwd") != "$1" ]] || echo "${process#/proc/}"
    done 2>/dev/null
}

server_create() {
    local name=$1
    shift
    [[ -n ${HARNESS_DIR:-} ]] || harness_open || return
    if ! as_server initdb --no-sync --pgdata="$HARNESS_DIR/$name/data" --username=postgres --auth=trust \
        --encoding=UTF8 --locale=C.UTF-8 >"$HARNESS_DIR/initdb.log" 2>&1; then
        cat "$HARNESS_DIR/initdb.log" >&2
        return 1
    fi
    server_configure "$name" listen_addresses= unix_socket_directories="$HARNESS_DIR/$name" timezone=UTC "$@"
    server_start "$name"
}

server_configure() {
    local file=$HARNESS_DIR/$1/data/postgresql.conf setting
    shift
    for setting in "$@"; do
        printf "%s = '%s'\n" "${setting%%=*}" "${setting#*=}" >>"$file"
    done
}

server_start() {
    local directory=$HARNESS_DIR/$1
    if ! as_server pg_ctl --pgdata="$directory/data" --log="$directory/log" --wait --silent start; then
        echo "the private server did not start; the end of its log:" >&2
        tail -n 30 "$directory/log" >&2
        return 1
    fi
    server_use "$1"
}

server_stop() {
    as_server pg_ctl --pgdata="$HARNESS_DIR/$1/data" --mode="${2:-fast}" --wait --silent stop
}

# As a power cut would, but for the disk. Where no init process reaps the dead, the postmaster stays a zombie that
# the next one takes for a running server: so its lock files go, once all of the cluster's processes have.
server_kill() {
    local directory=$HARNESS_DIR/$1 pid
    read -r pid <"$directory/data/postmaster.pid"
    kill -KILL "$pid"
    while [[ -n $(processes_in "$directory/data") ]]; do
        sleep 0.1
    done
    rm "$directory/data/postmaster.pid" "$directory"/.s.PGSQL.*
}

# In the old one's directory, where it writes a script.
server_upgrade() {
    as_server env --chdir="$HARNESS_DIR/$1" pg_upgrade --old-bindir="$HARNESS_DIR/install$PG_BINDIR" \
        --new-bindir="$HARNESS_DIR/install$PG_BINDIR" --old-datadir="$HARNESS_DIR/$1/data" \
        --new-datadir="$HARNESS_DIR/$2/data" --socketdir="$HARNESS_DIR/$1" --username=postgres --no-sync && return
    grep --no-filename --after-context=2 error: "$HARNESS_DIR/$2"/data/pg_upgrade_output.d/*/log/*.log
    return 1
}

server_use() {
    export PGHOST=$HARNESS_DIR/$1
}
