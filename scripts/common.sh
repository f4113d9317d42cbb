# Shared by scripts/start, scripts/test and scripts/bench: find Python, install what is missing, say what is going on.
# Sourced, never run. Callers set ROOT (the folder of manage.py) and may set SPEECH=en for English progress lines.

VENV="$ROOT/.venv"
PY="$VENV/bin/python"

say() { # say <Vietnamese> <English>
    if [ "${SPEECH:-vi}" = en ]; then printf '· %s\n' "$2"; else printf '· %s\n' "$1"; fi
}

die() {
    if [ "${SPEECH:-vi}" = en ]; then printf 'STOP: %s\n' "$2" >&2; else printf 'DỪNG: %s\n' "$1" >&2; fi
    exit 1
}

# A wheel folder is named from where the caller stood, before the script went to the project's folder.
if [ -n "${WHEELS:-}" ]; then
    WHEELS=$(cd "${OLDPWD:-.}" && cd "$WHEELS" && pwd) || die "Không có thư mục gói cài." "No such wheel folder."
fi

is_root() { [ "$(id -u)" = 0 ]; }
has_apt() { command -v apt-get >/dev/null 2>&1; }

# A version manager leaves commands that only answer "command not found": run the interpreter, do not just look for it.
runs() { "$@" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }

find_python() { # prints the first interpreter that runs and is 3.11 or newer
    local candidate
    for candidate in ${PYTHON:+"$PYTHON"} python3.13 python3.12 python3.11 python3 /usr/bin/python3; do
        if runs "$candidate"; then
            command -v "$candidate"
            return 0
        fi
    done
    return 1
}

installed() { dpkg-query -W -f '${db:Status-Status}\n' "$1" 2>/dev/null | grep -qx installed; }

# fonts-liberation of Debian 12 (1.07) lacks most Vietnamese letters; version 2 has them all, under either name.
has_liberation_2() {
    installed fonts-liberation2 && return 0
    installed fonts-liberation && dpkg --compare-versions "$(dpkg-query -W -f '${Version}' fonts-liberation)" ge 1:2
}

missing_document_packages() { # what WeasyPrint and the Party's paper layout need
    command -v dpkg-query >/dev/null 2>&1 || return 0
    local name
    for name in libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0; do
        installed "$name" || printf '%s ' "$name"
    done
    has_liberation_2 || printf 'fonts-liberation2 '
}

# apt_install <package>...: true when they are there afterwards; otherwise the exact line to run was printed.
apt_install() {
    if is_root && has_apt; then
        say "Cài gói hệ thống: $*" "Installing system packages: $*"
        local log
        log=$(mktemp)
        if { apt-get update -qq &&
            DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@"; } >"$log" 2>&1; then
            rm -f "$log"
            return 0
        fi
        tail -n 5 "$log" >&2
        rm -f "$log"
    fi
    say "Còn thiếu gói hệ thống. Người quản trị máy chạy dòng sau rồi chạy lại lệnh này:" \
        "System packages are missing. Have an administrator run this line, then run this script again:"
    printf '    sudo apt-get update && sudo apt-get install -y --no-install-recommends %s\n' "$*"
    return 1
}

document_packages() {
    local packages
    packages=$(missing_document_packages)
    [ -z "$packages" ] && return 0
    # shellcheck disable=SC2086 # one word per package
    apt_install $packages
}

make_venv() {
    runs "$PY" && "$PY" -m pip --version >/dev/null 2>&1 && return 0
    local python version
    if ! python=$(find_python); then
        is_root && has_apt && apt_install python3 python3-venv
        python=$(find_python) || die \
            "Máy chưa có Python 3.11 trở lên. Cài rồi chạy lại: sudo apt-get install -y python3 python3-venv" \
            "No Python 3.11 or newer runs here. Install one: sudo apt-get install -y python3 python3-venv"
    fi
    version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    say "Tạo môi trường Python $version trong .venv" "Making .venv with Python $version"
    if ! "$python" -c 'import ensurepip, venv' >/dev/null 2>&1; then
        # shellcheck disable=SC2046 # one word per package; all that is missing in one line
        apt_install "python$version-venv" $(missing_document_packages) || die "Python $version ở máy này thiếu mô-đun venv." \
            "Python $version here lacks its venv module."
    fi
    "$python" -m venv --clear "$VENV" || die "Không tạo được môi trường .venv." "Could not make .venv."
}

# install_packages <stamp> [extra]: what pyproject.toml asks for, at the versions of constraints.txt. The project itself
# is no package and is not installed. Skipped while the stamp is newer than both files.
install_packages() {
    local stamp="$VENV/.stamp-$1" extra="${2:-}" wanted="$VENV/requirements.txt" seconds=$SECONDS
    make_venv
    if [ -e "$stamp" ] && [ "$stamp" -nt "$ROOT/pyproject.toml" ] && [ "$stamp" -nt "$ROOT/constraints.txt" ]; then
        return 0
    fi
    say "Cài thư viện Python (lần đầu mất khoảng nửa phút)" "Installing Python packages"
    "$PY" - "$ROOT/pyproject.toml" "$extra" >"$wanted" <<'PYTHON' || die "pyproject.toml hỏng." "pyproject.toml is broken."
import sys, tomllib

with open(sys.argv[1], "rb") as file:
    project = tomllib.load(file)["project"]
wanted = project["dependencies"] + (project["optional-dependencies"][sys.argv[2]] if sys.argv[2] else [])
print("\n".join(wanted))
PYTHON
    # The machine's own pip settings decide where packages come from; WHEELS=<folder> installs without any network.
    if ! "$PY" -m pip install -qq --disable-pip-version-check ${WHEELS:+--no-index --find-links "$WHEELS"} \
        -c "$ROOT/constraints.txt" -r "$wanted"; then
        die "Không cài được thư viện Python. Máy không có mạng thì chuẩn bị thư mục gói (README, “Offline”) và chạy WHEELS=<thư mục>." \
            "pip failed. Without a network, prepare a wheel folder (README, “Offline”) and set WHEELS=<folder>."
    fi
    touch "$stamp" "$VENV/.stamp-run" # every installation contains the run-time set
    say "Đã cài xong trong $((SECONDS - seconds)) giây" "Installed in $((SECONDS - seconds)) s"
}
