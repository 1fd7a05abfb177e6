#!/usr/bin/env bash
# install-packages.sh GROUP…: install the Debian packages of the groups (build, test, bench) that are missing.
# Nothing is asked of apt, and nothing needs root, where none is.
set -euo pipefail

# The major version of the server: PG_CONFIG's, else the newest that is installed, else the distribution's.
server_major() {
    local directory newest=''
    if [[ -n ${PG_CONFIG:-} ]]; then
        "$PG_CONFIG" --version | sed -E 's/^PostgreSQL ([0-9]+).*/\1/'
        return
    fi
    for directory in $(printf '%s\n' /usr/lib/postgresql/[0-9]* | sort -V); do
        [[ -x $directory/bin/postgres ]] && newest=${directory##*/}
    done
    if [[ -z $newest || $newest -lt 15 ]]; then
        newest=$(apt-cache policy postgresql 2>/dev/null | sed -nE 's/^ *Candidate: ([0-9]+).*/\1/p')
    fi
    echo "${newest:-15}"
}

packages_of() {
    local major=$1 group=$2
    case $group in
    build)
        echo "g++ cmake ninja-build postgresql-$major postgresql-server-dev-$major"
        echo "libpqxx-dev libcli11-dev liblemon-dev nlohmann-json3-dev"
        echo "libcurl4-openssl-dev libssl-dev libboost-dev"
        # Node.js packages of other makers bring npm along, and do not go with Debian's.
        command -v npm >/dev/null || echo "nodejs npm"
        ;;
    test)
        echo "libboost-test-dev clang-tidy postgresql-$major-pgtap libtap-parser-sourcehandler-pgtap-perl"
        echo "postgresql-$major-pgrouting postgresql-$major-plpgsql-check patch"
        echo "curl nginx openssl python3"
        # A browser that came otherwise will do.
        command -v chromium >/dev/null || echo chromium
        ;;
    bench)
        # pgbench and pg_test_fsync come with the server.
        echo "postgresql-$major postgresql-$major-pgrouting postgresql-$major-pgq3 valgrind"
        ;;
    *)
        echo "install-packages.sh: no such group: \"$group\"" >&2
        return 1
        ;;
    esac
}

is_installed() {
    [[ $(dpkg-query --show --showformat='${db:Status-Abbrev}' "$1" 2>/dev/null) == ii* ]]
}

give_up() {
    printf '%s\n' "$1" "Missing packages: ${missing[*]}" >&2
    exit 1
}

if ! command -v dpkg-query >/dev/null; then
    echo "Not a Debian system: packages are not checked. What is needed is listed in cmake/install-packages.sh." >&2
    exit 0
fi

if [[ $# -eq 0 ]]; then
    set -- build test
fi
major=$(server_major)
wanted=()
for group in "$@"; do
    list=$(packages_of "$major" "$group")
    read -r -d '' -a names <<<"$list" || true
    wanted+=("${names[@]}")
done

missing=()
for package in "${wanted[@]}"; do
    is_installed "$package" || missing+=("$package")
done
if [[ ${#missing[@]} -eq 0 ]]; then
    exit 0
fi

command -v apt-get >/dev/null || give_up "apt-get was not found: install these with the tool this system has."
as_root=()
if [[ $EUID -ne 0 ]]; then
    command -v sudo >/dev/null ||
        give_up "Neither root nor sudo: as root, run apt-get install with these, then run make again."
    as_root=(sudo)
fi

echo "Installing: ${missing[*]}"
# Somebody else's apt run is waited for. A server package may create and start Debian's own cluster, as it
# always does; nothing here touches it.
apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 -q)
"${apt[@]}" update
"${apt[@]}" install --yes --no-install-recommends "${missing[@]}"
