# gdbserver as the tracer and gdb as its client, and in gdbserver_below_strace.bats
# below a passive strace -f: both must say what they say bare.

load helpers

@test "gdb debugs through gdbserver over a pipe" {
    not_below_strace "gdb polls a pipe in a busy loop"
    same_gdb -ex 'set sysroot /' -ex 'target remote | gdbserver - $PROG/walk' -ex 'break square' -ex continue -ex bt \
        -ex 'print total' -ex 'delete 1' -ex continue "$PROG/walk"
    said '^Breakpoint 1, square'
    said 'exited normally'
}

@test "gdb debugs through gdbserver over the network" {
    remote() {
        debug_remotely "$PROG/walk" -ex 'break square' -ex continue -ex bt -ex 'print total' -ex 'delete 1' -ex continue
    }
    same_scenario remote
    said '^Breakpoint 1, square'
    said '^Child exited with status 0'
}

@test "gdbserver --multi starts a program, and starts it again" {
    remote() {
        start words gdbserver --once --multi 127.0.0.1:0
        await 'Listening on port *' >words_yet
        port=$(sed -n 's/Listening on port //p' words_yet)
        gdb -ex 'set sysroot /' -ex "target extended-remote 127.0.0.1:$port" \
            -ex "set remote exec-file $PROG/walk" -ex 'break square' -ex run -ex bt -ex run -ex bt -ex 'delete 1' \
            -ex continue "$PROG/walk" 2>&1
        cat words_yet
        finish
    }
    same_scenario remote
    said '^Breakpoint 1, square'
    said 'exited normally'
}

@test "gdbserver steps and watches" {
    remote() {
        debug_remotely "$PROG/walk" -ex 'break main' -ex continue -ex next -ex next -ex step -ex 'watch total' \
            -ex continue -ex continue -ex 'delete' -ex continue
    }
    same_scenario remote
    said '^Hardware watchpoint 2: total'
    needs_debug_registers
    said '^New value = 5'
}

@test "gdbserver calls the program's functions" {
    remote() { debug_remotely "$PROG/walk" -ex 'break main' -ex continue -ex 'call square(12)' -ex 'kill'; }
    same_scenario remote
    said '^\$1 = 144'
}

@test "gdbserver stops in each thread" {
    remote() {
        debug_remotely "$PROG/threads" -ex 'break work' -ex continue -ex 'print number' -ex continue \
            -ex 'print number' -ex 'delete' -ex continue
    }
    same_scenario remote
    said '^\$2 = 2'
}

@test "gdbserver follows the child of a fork" {
    remote() {
        debug_remotely "$PROG/forks" -ex 'set follow-fork-mode child' -ex 'break child_work' -ex continue -ex bt -ex continue
    }
    same_scenario remote
    said 'child_work \(\)'
}

@test "gdbserver passes signals on" {
    remote() {
        debug_remotely "$PROG/signals" -ex continue -ex 'print $_siginfo.si_signo' -ex 'break after_signals' \
            -ex continue -ex continue -ex continue -ex 'print handled' -ex continue -ex continue
    }
    same_scenario remote
    said 'received signal SIGUSR1'
    said '^\$2 = 2'
    said 'terminated with signal SIGTERM'
}

@test "gdbserver attaches to a process and leaves it" {
    attach() {
        start_server -t 2
        start words gdbserver --once --attach 127.0.0.1:0 "$SERVER"
        await 'Listening on port *' >words_yet
        port=$(sed -n 's/Listening on port //p' words_yet)
        gdb -ex 'set sysroot /' -ex "target remote 127.0.0.1:$port" -ex 'thread apply all -q print $_thread' \
            -ex 'break served' -ex 'shell echo go >in' -ex continue -ex 'print number' -ex detach "$PROG/serve" 2>&1
        cat words_yet
        finish
        hear 'served 1'
        stop_server
    }
    same_scenario attach
    said 'served \(number=1\)'
    said '^server ended with 7'
}
