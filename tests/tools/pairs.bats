# Any two of six tools trace one process, whichever came first, and some threes of them in
# every order. Each does its work while the others are there, and is judged by its own words.
#
# What cannot be: LeakSanitizer and gcore hold the process, and a held one begins no leak check
# and executes no program: neither comes before LeakSanitizer or strace --seccomp-bpf (whose
# filter is for a program that it starts, here as strace -D: the process itself executes it).

load helpers
. "$TOOLS/tracers.bash"

# traced_by ORDER TOOL…: all of them trace a server, see what they must, and leave it well.
traced_by() {
    local order=$1 tool name number=0 serve=serve

    shift
    record shared vp bash -c ". '$TOOLS/tracers.bash'; together $order $*"
    if grep -s '^userfaultfd: ' server_words; then
        skip "LeakSanitizer cannot be held: $(cat server_words)"
    fi
    said '^server ended with 7' shared
    [[ $* == *seccomp* ]] || ! grep '^TracerPid:.*[1-9]' "$BATS_TEST_TMPDIR/shared"
    [[ $* != *lsan* ]] || serve=asan_serve
    for tool in "$@"; do
        name=$tool$((++number))
        "check_$tool" "$name" "$(cat "$name.lines" 2>/dev/null)" "$serve" || {
            tail -n 100 "$name" "$BATS_TEST_TMPDIR/shared"
            return 1
        }
    done
}

# pair FIRST SECOND, three FIRST SECOND THIRD: in the order in which they attach
pair() { traced_by fifo "$@"; }
three() { traced_by lifo "$@"; }

@test "strace -p, then strace -p" { pair strace strace; }
@test "strace -p, then strace --seccomp-bpf" { pair strace seccomp; }
@test "strace -p, then gdb" { pair strace gdb; }
@test "strace -p, then gdbserver" { pair strace gdbserver; }
@test "strace -p, then LeakSanitizer" { pair strace lsan; }
@test "strace -p, then gcore" { pair strace gcore; }

@test "strace --seccomp-bpf, then strace -p" { pair seccomp strace; }
@test "strace --seccomp-bpf, then strace --seccomp-bpf" { pair seccomp seccomp; }
@test "strace --seccomp-bpf, then gdb" { pair seccomp gdb; }
@test "strace --seccomp-bpf, then gdbserver" { pair seccomp gdbserver; }
@test "strace --seccomp-bpf, then LeakSanitizer" { pair seccomp lsan; }
@test "strace --seccomp-bpf, then gcore" { pair seccomp gcore; }

@test "gdb, then strace -p" { pair gdb strace; }
@test "gdb, then strace --seccomp-bpf" { pair gdb seccomp; }
@test "gdb, then gdb" { pair gdb gdb; }
@test "gdb, then gdbserver" { pair gdb gdbserver; }
@test "gdb, then LeakSanitizer" { pair gdb lsan; }
@test "gdb, then gcore" { pair gdb gcore; }

@test "gdbserver, then strace -p" { pair gdbserver strace; }
@test "gdbserver, then strace --seccomp-bpf" { pair gdbserver seccomp; }
@test "gdbserver, then gdb" { pair gdbserver gdb; }
@test "gdbserver, then gdbserver" { pair gdbserver gdbserver; }
@test "gdbserver, then LeakSanitizer" { pair gdbserver lsan; }
@test "gdbserver, then gcore" { pair gdbserver gcore; }

@test "LeakSanitizer, then strace -p" { pair lsan strace; }
@test "LeakSanitizer, then gdb" { pair lsan gdb; }
@test "LeakSanitizer, then gdbserver" { pair lsan gdbserver; }
@test "LeakSanitizer, then gcore" { pair lsan gcore; }

@test "gcore, then strace -p" { pair gcore strace; }
@test "gcore, then gdb" { pair gcore gdb; }
@test "gcore, then gdbserver" { pair gcore gdbserver; }
@test "gcore, then gcore" { pair gcore gcore; }

@test "strace -p, then gdb, then gcore" { three strace gdb gcore; }
@test "strace -p, then gcore, then gdb" { three strace gcore gdb; }
@test "gdb, then strace -p, then gcore" { three gdb strace gcore; }
@test "gdb, then gcore, then strace -p" { three gdb gcore strace; }
@test "gcore, then strace -p, then gdb" { three gcore strace gdb; }
@test "gcore, then gdb, then strace -p" { three gcore gdb strace; }

@test "strace -p, then gdb, then gdbserver" { three strace gdb gdbserver; }
@test "strace -p, then gdbserver, then gdb" { three strace gdbserver gdb; }
@test "gdb, then strace -p, then gdbserver" { three gdb strace gdbserver; }
@test "gdb, then gdbserver, then strace -p" { three gdb gdbserver strace; }
@test "gdbserver, then strace -p, then gdb" { three gdbserver strace gdb; }
@test "gdbserver, then gdb, then strace -p" { three gdbserver gdb strace; }

@test "strace -p, then gdb, then LeakSanitizer" { three strace gdb lsan; }
@test "strace -p, then LeakSanitizer, then gdb" { three strace lsan gdb; }
@test "gdb, then strace -p, then LeakSanitizer" { three gdb strace lsan; }
@test "gdb, then LeakSanitizer, then strace -p" { three gdb lsan strace; }
@test "LeakSanitizer, then strace -p, then gdb" { three lsan strace gdb; }
@test "LeakSanitizer, then gdb, then strace -p" { three lsan gdb strace; }

