# strace as the only tracer, and in strace_below_strace.bats as the inner of two:
# its traces must be those that it makes bare.

load helpers

@test "strace shows a program's calls" {
    trace() { strace -o trace "$PROG/calls"; cat trace; }
    same_scenario trace
    said '^write\(3, "hello", 5\) += 5'
    said '^--- SIGUSR1 '
}

@test "strace -ff shows children that exit, execute and are killed" {
    trace() { strace -ff -q -o trace "$PROG/calls"; show_traces; }
    same_scenario trace
    said '^\+\+\+ exited with 3 \+\+\+'
    said '^execve\("/bin/true", '
    said '^\+\+\+ killed by SIGKILL \+\+\+'
}

@test "strace shows the calls of an i386 program" {
    needs_i386
    trace() { strace -f -ff -q -o trace "$PROG/calls_i386"; show_traces; }
    same_scenario trace
    said '^--- SIGUSR1 '
    said '^mmap2\('
}

@test "strace --seccomp-bpf -f shows the calls that it chose" {
    trace() { strace --seccomp-bpf -f -ff -q -e trace=openat,getppid,execve -o trace "$PROG/calls"; show_traces; }
    same_scenario trace
    said '^getppid\(\)'
}

@test "strace --seccomp-bpf -f shows the calls that vptrace listens to" {
    trace() { strace --seccomp-bpf -f -ff -q -e trace=wait4,exit_group -o trace "$PROG/calls"; show_traces; }
    same_scenario trace
    said '^wait4\('
}

@test "strace -c counts as it does bare" {
    # Which calls, how many, how many failed; not how long they took.
    count() { strace -f -c -o trace "$PROG/calls"; awk '/^ *[0-9]/ { print $4, (NF > 5) ? $5 : 0, $NF }' trace | sort; }
    same_scenario count
    said ' getppid$'
    said ' ptrace$' && return 1
    said ' total$'
}

@test "strace -p traces a process started in the session" {
    attach() {
        start_server
        start words strace -o trace -p "$SERVER"
        await '*attached'
        wait_until grep -q '(' trace
        ask 1
        ask 2
        stop_server
        finish
        cat trace
    }
    same_scenario attach
    said '^write\(1, "served 2\\n", 9\)'
    said '^\+\+\+ exited with 7 \+\+\+'
}

@test "strace -f -p attaches to every thread" {
    attach() {
        start_server -t 3
        start words strace -f -o trace -p "$SERVER"
        await '*attached*4*'
        # strace takes the first stop of a thread that comes after another's exit from a call
        # for such an exit, and says so
        four_shown() { [ "$(cut -d' ' -f1 trace | sort -u | wc -l)" -eq 4 ]; }
        wait_until four_shown
        ask 1
        stop_server
        finish
        grep -c 'exited with 7' trace
    }
    same_scenario attach
    said '^4$'
}

@test "strace -p lets go when it is told to end" {
    attach() {
        start_server
        start words strace -o trace -p "$SERVER"
        await '*attached'
        wait_until grep -q '(' trace
        ask 1
        kill -TERM "$STARTED"
        finish
        ask 2
        grep -c served trace
        stop_server
    }
    same_scenario attach
    said '^1$'
    said '^server ended with 7'
}

@test "strace shows a stop and its end" {
    job_control() {
        start_server
        start words strace -o trace -p "$SERVER"
        await '*attached'
        wait_until grep -q 'read(' trace
        kill -STOP "$SERVER"
        wait_until grep -q 'stopped by SIGSTOP' trace
        kill -CONT "$SERVER"
        wait_until grep -q -e '--- SIGCONT' trace
        ask 1
        stop_server
        finish
        cat trace
    }
    same_scenario job_control
    said '^--- stopped by SIGSTOP ---'
    said '^server ended with 7'
}

@test "strace dies as its program died" {
    die() { strace -o trace "$PROG/signals"; echo "then $?"; cat trace; }
    same_scenario die
    said '^then 143'
    said '^\+\+\+ killed by SIGTERM \+\+\+'
}

@test "strace changes what a call returns" {
    inject() { strace -e inject=getppid:retval=42 -e trace=getppid -o trace "$PROG/calls"; cat trace; }
    same_scenario inject
    said '^getppid.*INJECTED'
}

@test "strace makes a call fail" {
    inject() { strace -f -ff -q -e inject=getppid:error=ENOENT -e trace=getppid -o trace "$PROG/calls"; show_traces; }
    same_scenario inject
    said '^getppid\(\) = -1 ENOENT .*INJECTED'
}

@test "strace sends a signal at a call" {
    inject() { strace -e inject=getppid:signal=USR2 -e trace=getppid -o trace "$PROG/calls"; cat trace; }
    same_scenario inject
    said 'killed by SIGUSR2'
}

@test "strace -D traces from a grandchild" {
    # The traced program is strace's parent's place; strace may end a little later than it.
    detached() {
        mkfifo trace
        exec {read_trace}<>trace
        strace -D -o trace "$PROG/walk"
        echo "then $?"
        while read -r -t 30 -u "$read_trace" line && echo "$line"; do
            [[ $line != '+++ '* ]] || break
        done
    }
    same_scenario detached
    said '^then 0'
    said '^\+\+\+ exited with 0'
}

@test "strace -b execve lets go of what executes something" {
    let_go() { strace -f -ff -q -b execve -o trace "$PROG/calls"; echo "then $?"; show_traces; }
    same_scenario let_go
}

@test "strace traces threads" {
    trace() {
        strace -f -q -o trace "$PROG/threads"
        grep -c 'exited with 0' trace
    }
    same_scenario trace
    said '^4$'
}

@test "strace follows a shell pipeline" {
    trace() { strace -f -q -o trace sh -c 'echo one; echo two | cat; (exit 3) || true; exit 5'; echo "then $?"; grep -c exited trace; }
    same_scenario trace
    said '^then 5'
}
