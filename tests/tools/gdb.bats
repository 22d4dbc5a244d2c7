# gdb as the only tracer, and in gdb_below_strace.bats below a passive strace -f:
# its words must be those that it says bare.

load helpers

# --- running and stopping ----------------------------------------------------

@test "gdb runs a program to its end" {
    same_gdb -ex run "$PROG/walk"
    said 'exited normally'
}

@test "gdb runs a program twice" {
    same_gdb -ex 'break square if n == 4' -ex run -ex 'kill' -ex run -ex bt -ex 'delete 1' -ex continue "$PROG/walk"
    said 'exited normally'
}

@test "gdb stops at a program's first instruction" {
    same_gdb -ex starti -ex 'x/i $pc' -ex 'stepi' -ex continue "$PROG/walk"
    said '^Program stopped'
}

@test "gdb stops at breakpoints and shows the frames" {
    same_gdb -ex 'break square' -ex run -ex bt -ex 'info locals' -ex continue -ex 'frame 1' -ex 'print n' -ex 'delete 1' -ex continue "$PROG/walk"
    said '^#2 .* main \(\)'
}

@test "gdb stops where a condition is true" {
    same_gdb -ex 'break square if n == 4' -ex run -ex 'print n' -ex 'info breakpoints' -ex continue "$PROG/walk"
    said '^\$1 = 4'
}

@test "gdb steps by line and by instruction" {
    same_gdb -ex 'break main' -ex run -ex next -ex next -ex step -ex step -ex 'stepi' -ex 'stepi' -ex 'nexti' \
        -ex bt -ex finish -ex finish -ex 'until' -ex continue "$PROG/walk"
    said '^Value returned is \$2 = 1'
}

@test "gdb runs commands at a breakpoint" {
    printf '%s\n' 'break square' commands 'print n' continue end run >"$BATS_TEST_TMPDIR/script"
    same_gdb -x "$BATS_TEST_TMPDIR/script" "$PROG/walk"
    said '^\$5 = 5'
}

@test "gdb debugs an i386 program" {
    needs_i386
    same_gdb -ex 'break square' -ex run -ex bt -ex 'info registers esp eip' -ex 'delete 1' -ex 'call square(7)' \
        -ex 'watch total' -ex finish -ex stepi -ex continue -ex 'delete 2' -ex next -ex 'print $_siginfo.si_signo' -ex continue "$PROG/walk_i386"
    said '^#2 .* main \(\)'
    said '= 49$'
}

@test "gdb stops when a hardware watchpoint changes" {
    same_gdb -ex 'break main' -ex run -ex 'watch total' -ex continue -ex continue -ex 'info watchpoints' -ex 'delete' -ex continue "$PROG/walk"
    said '^Hardware watchpoint 2: total'
    needs_debug_registers
    said '^New value = 5'
}

@test "gdb stops when a watched value is read" {
    same_gdb -ex 'break main' -ex run -ex 'rwatch total' -ex continue -ex continue -ex 'delete' -ex continue "$PROG/walk"
    said '^Hardware read watchpoint 2: total'
    needs_debug_registers
    said '^Value = 0'
}

@test "gdb stops at a hardware breakpoint" {
    same_gdb -ex 'starti' -ex 'hbreak square' -ex continue -ex bt -ex 'delete' -ex continue "$PROG/walk"
    said '^Hardware assisted breakpoint 1'
    needs_debug_registers
    said '^#0 square'
}

@test "gdb stops when a software watchpoint changes" {
    same_gdb -ex 'set can-use-hw-watchpoints 0' -ex 'break main' -ex run -ex 'watch total' -ex continue -ex continue -ex 'delete' -ex continue "$PROG/walk"
    said '^Watchpoint 2: total'
    said '^New value = 5'
}

@test "gdb steps back over a recording" {
    same_gdb -ex 'break add' -ex run -ex record -ex next -ex next -ex 'print total' -ex reverse-next -ex 'print total' -ex 'record stop' -ex 'delete' -ex continue "$PROG/walk"
    said '^\$1 = 1'
    said '^\$2 = 0'
}

# --- changing the program ----------------------------------------------------

@test "gdb calls the program's functions" {
    same_gdb -ex 'break main' -ex run -ex 'call square(12)' -ex 'print add(3) + total' -ex 'call (int) getpid() > 1' -ex 'set var total = 0' -ex continue "$PROG/walk"
    said '^\$1 = 144'
    said 'exited normally'
}

@test "gdb changes variables, registers and the flow" {
    same_gdb -ex 'break square' -ex run -ex 'set var n = 100' -ex 'return 7' -ex 'print $rip == $pc' -ex 'delete' -ex continue "$PROG/walk"
    said 'exited with code 01'
}

@test "gdb shows the registers of every set" {
    same_gdb -ex 'break square if n == 3' -ex run -ex 'print $rdi' -ex 'info registers cs' -ex 'print $mxcsr' -ex 'print $st0' -ex 'set var $xmm0.v4_int[1] = 77' -ex 'print $xmm0.v4_int[1]' -ex 'print $fs_base != 0' -ex 'kill' "$PROG/walk"
    said '^\$1 = 3'
}

@test "gdb leaves a program that it started" {
    same_gdb -ex 'break square' -ex run -ex detach "$PROG/walk"
    said 'detached\]'
}

@test "gdb goes back to a checkpoint" {
    same_gdb -ex 'break square' -ex run -ex checkpoint -ex continue -ex 'print total' -ex 'restart 1' -ex 'print total' -ex 'delete 1' -ex 'delete checkpoint 0' -ex continue "$PROG/walk"
}

# --- signals -----------------------------------------------------------------

@test "gdb stops at signals and passes them on" {
    same_gdb -ex run -ex 'print $_siginfo.si_signo' -ex 'print $_siginfo.si_code' -ex continue -ex continue -ex continue -ex continue -ex 'print $_exitsignal' -ex 'info program' "$PROG/signals"
    said 'received signal SIGUSR1'
    said 'terminated with signal SIGTERM'
}

@test "gdb keeps a signal from the program" {
    same_gdb -ex 'handle SIGUSR1 stop nopass' -ex 'handle SIGUSR2 nostop noprint' -ex 'break after_signals' -ex run -ex continue -ex continue -ex 'print handled' -ex 'kill' "$PROG/signals"
    said '^\$1 = 0'
}

@test "gdb sends a signal of its own" {
    same_gdb -ex 'handle SIGUSR1 SIGUSR2 nostop noprint pass' -ex 'break after_signals' -ex run -ex 'print handled' -ex 'break handle' -ex 'signal SIGUSR1' -ex bt -ex 'kill' "$PROG/signals"
    said '^\$1 = 2'
    said '<signal handler called>'
}

@test "gdb catches a signal" {
    same_gdb -ex 'catch signal SIGUSR2' -ex 'handle SIGUSR1 nostop noprint pass' -ex run -ex 'bt -frame-info short-location 1' -ex 'kill' "$PROG/signals"
    said '^Catchpoint 1 \(signal SIGUSR2\)'
}

# --- system calls, children, execution ---------------------------------------

@test "gdb catches system calls on the way in and out" {
    same_gdb -ex 'catch syscall getppid' -ex 'handle SIGUSR1 nostop noprint pass' -ex run -ex continue -ex continue "$PROG/calls"
    said '^Catchpoint 1 \(call to syscall getppid\)'
    said '^Catchpoint 1 \(returned from syscall getppid\)'
}

@test "gdb catches fork, exec and every call between" {
    same_gdb -ex 'set follow-fork-mode child' -ex 'catch fork' -ex 'catch exec' -ex run -ex continue -ex 'delete' -ex continue "$PROG/forks" -ex 'kill'
    said '^Catchpoint 1 \(forked process'
}

@test "gdb stays with the parent of a fork" {
    same_gdb -ex 'break child_work' -ex 'break parent_work' -ex run -ex 'print status' -ex continue "$PROG/forks"
    said '^Breakpoint 2, parent_work'
    said '^\$1 = 3'
}

@test "gdb follows the child of a fork" {
    same_gdb -ex 'set follow-fork-mode child' -ex 'break child_work' -ex 'break parent_work' -ex run -ex bt -ex continue "$PROG/forks"
    said 'Breakpoint 1.*child_work'
    said 'exited with code 03'
}

@test "gdb keeps both sides of a fork" {
    same_gdb -ex 'set detach-on-fork off' -ex 'set follow-fork-mode child' -ex 'break child_work' -ex 'break parent_work' -ex run \
        -ex 'info inferiors' -ex continue -ex 'inferior 1' -ex bt -ex continue -ex continue "$PROG/forks"
    said 'child_work \(\)'
    said 'parent_work \(status=3\)'
}

@test "gdb lets both sides of a fork run at once" {
    both() {
        # Which of the two is heard of first is chance, and so is which ends are heard of.
        printf '%s\n' 'set detach-on-fork off' 'set schedule-multiple on' 'break parent_work' \
            commands 'print status' end run 'inferior 1' continue 'inferior 1' continue >script
        gdb -x script "$PROG/forks" >all 2>&1
        grep -Eo 'hit Breakpoint.*|^\$1.*' all | sort -u
    }
    same_scenario both
    said '^\$1 = 3'
}

@test "gdb follows a child into another program" {
    same_gdb -ex 'set follow-fork-mode child' -ex 'catch exec' -ex 'run' -ex 'break add' -ex continue -ex bt -ex 'delete' -ex continue --args "$PROG/forks" "$PROG/walk"
    said "hit Catchpoint 1 \(exec'd .*/walk"
    said 'exited normally'
}

# --- threads -----------------------------------------------------------------

@test "gdb stops in each thread" {
    same_gdb -ex 'break work' -ex run -ex 'print number' -ex continue -ex 'print number' -ex continue -ex 'print number' -ex continue "$PROG/threads"
    said '^\$3 = 3'
    said 'exited normally'
}

@test "gdb stops all threads when one stops" {
    same_gdb -ex 'break all_are_here' -ex run -ex 'thread apply all -q print $_thread' -ex 'print here' -ex continue "$PROG/threads"
    said '^\$4 = 1'
}

@test "gdb steps one thread and leaves the others" {
    same_gdb -ex 'break work' -ex run -ex 'set scheduler-locking on' -ex next -ex 'print work_done' -ex 'set scheduler-locking off' -ex 'delete' -ex continue "$PROG/threads"
    said '^\$1 = 1'
}

@test "gdb stops one thread only, with non-stop on" {
    non_stop() {
        # Without all-stop, gdb's words come when they come: of them, the stops.
        gdb -ex 'set non-stop on' -ex 'break work thread 2' -ex 'break all_are_here' -ex run \
            -ex 'thread apply all -q print $_thread' -ex 'kill' "$PROG/threads" >all 2>&1
        echo "gdb ended with $?"
        grep -E 'hit Breakpoint|^\$' all
    }
    same_scenario non_stop
}

@test "gdb watches a variable in all threads" {
    same_gdb -ex 'break all_are_here' -ex run -ex 'watch work_done' -ex continue -ex continue -ex continue -ex 'delete' -ex continue "$PROG/threads"
    needs_debug_registers
    said '^New value = 6'
}

# --- attaching ---------------------------------------------------------------

@test "gdb attaches and detaches" {
    attach() {
        start_server
        gdb -p "$SERVER" -ex bt -ex detach 2>&1
        ask 1
        stop_server
    }
    same_scenario attach
    said 'in main \('
    said '^server ended with 7'
}

@test "gdb attaches, stops at a breakpoint, and leaves" {
    attach() {
        start_server
        gdb -p "$SERVER" -ex 'break served' -ex 'shell echo go >in' -ex continue -ex 'print number' -ex 'print number = 41' -ex detach 2>&1
        hear 'served 41'
        say go
        hear 'served 2'
        stop_server
    }
    same_scenario attach
    said '^Breakpoint 1, served \(number=1\)'
    said '^server ended with 7'
}

@test "gdb attaches to every thread" {
    attach() {
        start_server -t 3
        gdb -p "$SERVER" -ex 'thread apply all -q print $_thread' -ex 'thread apply 1 bt' -ex 'call served(9)' -ex detach 2>&1
        hear 'served 9'
        stop_server
    }
    same_scenario attach
    said '^\$4 = 1'
}

@test "gdb attaches again and again" {
    attach() {
        start_server -t 1
        for _ in 1 2 3; do
            gdb -p "$SERVER" -ex 'thread apply all -q print $_thread' -ex detach 2>&1
        done
        stop_server
    }
    same_scenario attach
    said '^server ended with 7'
}

@test "gdb quits while attached and the program goes on" {
    attach() {
        start_server
        gdb -p "$SERVER" -ex 'print 1' -ex quit 2>&1
        ask 1
        stop_server
    }
    same_scenario attach
    said '^server ended with 7'
}

@test "gdb kills what it attached to" {
    attach() {
        start_server
        gdb -p "$SERVER" -ex kill 2>&1
        wait "$TRACER" 2>/dev/null
        echo "server ended with $?"
    }
    same_scenario attach
    said '^server ended with 137'
}

@test "gdb attaches to a stopped process" {
    attach() {
        start_server
        kill -STOP "$SERVER"
        wait_until grep -q '^State:.[Tt]' "/proc/$SERVER/status"
        gdb -p "$SERVER" -ex 'bt' -ex detach 2>&1
        kill -CONT "$SERVER"
        ask 1
        stop_server
    }
    same_scenario attach
    said 'in main \('
    said '^server ended with 7'
}

# --- core files --------------------------------------------------------------

@test "gdb writes a core file" {
    core() {
        gdb -ex 'break square if n == 3' -ex run -ex 'gcore core' -ex 'kill' "$PROG/walk" 2>&1
        gdb -ex bt -ex 'print total' "$PROG/walk" core 2>&1
    }
    same_scenario core
    said '^Saved corefile core'
    said '^\$1 = 5'
}

@test "gcore writes a core file of a running process" {
    core() {
        start_server -t 2
        gcore -o core "$SERVER" 2>&1
        ask 1
        stop_server
        gdb -ex 'thread apply 1 bt' -ex 'thread apply all -q print $_thread' "$PROG/serve" "core.$SERVER" 2>&1
    }
    same_scenario core
    said '^Saved corefile core'
    said '^\$3 = 1'
}
