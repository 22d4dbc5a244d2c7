# vptrace run on a terminal: shells with job control, debuggers, pagers.

load cli

# Has a shell echo nothing that is typed, so that all that is seen is an answer.
be_plain() {
    type_keys 'bind "set enable-bracketed-paste off"; stty -echo; PS1="pro""mpt> "\n'
    see 'prompt> '
}

shell() {
    terminal "$VPTRACE" run --log "$LOG" -- bash --norc --noprofile -i
    be_plain
}

leave_shell() {
    type_keys 'exit 6\n'
    terminal_ends_with 6
}

@test "a shell runs commands" {
    shell
    type_keys 'echo $((6 * 7))\n'
    see 42
    see 'prompt> '
    leave_shell
}

@test "a shell says nothing of a terminal that it lacks" {
    shell
    type_keys 'ps -o tpgid= -p $$ | tr -d " " | grep -qx "$(ps -o pgid= -p $$ | tr -d " ")"; echo "own group: $?"\n'
    # While ps runs, its job has the terminal: what counts is that there is one.
    see 'own group: '
    type_keys 'tty >/dev/null; echo "terminal: $?"\n'
    see 'terminal: 0'
    leave_shell
}

@test "Ctrl-C ends the job and not the shell" {
    shell
    type_keys 'sh -c "echo star''ted; exec tail -f /dev/null"\n'
    see started
    type_keys '\003'
    see 'prompt> '
    type_keys 'echo "then $?"\n'
    see 'then 130'
    leave_shell
}

@test "Ctrl-Z stops the job, and fg has it go on" {
    shell
    type_keys 'cat\n'
    type_keys 'first line\n'
    see 'first line'
    type_keys '\032'
    see Stopped
    see 'prompt> '
    type_keys 'jobs\n'
    see 'Stopped'
    see 'prompt> '
    type_keys 'fg\n'
    see 'cat'
    type_keys 'second line\n'
    see 'second line'
    type_keys '\004'
    see 'prompt> '
    leave_shell
}

@test "Ctrl-Z and fg work for a job that strace traces" {
    shell
    type_keys 'strace -f -o trace cat\n'
    type_keys 'first line\n'
    see 'first line'
    type_keys '\032'
    see Stopped
    see 'prompt> '
    type_keys 'fg\n'
    see 'strace'
    type_keys 'second line\n'
    see 'second line'
    type_keys '\004'
    see 'prompt> '
    leave_shell
    grep -q -e '--- SIGCONT' trace
    grep -q '+++ exited with 0 +++' trace
}

@test "Ctrl-C at a job under strace" {
    shell
    type_keys 'strace -f -o trace sh -c "echo star''ted; exec tail -f /dev/null"\n'
    see started
    type_keys '\003'
    see 'prompt> '
    leave_shell
    grep -q '+++ killed by SIGINT +++' trace
}

@test "Ctrl-C stops the program in gdb, which can go on" {
    terminal "$VPTRACE" run --log "$LOG" -- gdb -nx -q -ex 'set pagination off' -ex 'set style enabled off' -ex 'set confirm off' "$PROG/serve"
    see '(gdb) '
    type_keys 'run\n'
    see ready
    type_keys 'go\n'
    see 'served 1'
    type_keys '\003'
    see 'received signal SIGINT'
    see '(gdb) '
    type_keys 'bt\n'
    see ' main ('
    see '(gdb) '
    type_keys 'continue\n'
    see Continuing
    type_keys 'go\n'
    see 'served 2'
    type_keys '\003'
    see '(gdb) '
    type_keys 'quit\n'
    terminal_ends_with 0
}

@test "gdb's TUI draws and steps" {
    terminal env TERM=xterm sh -c "stty rows 24 cols 80; exec \"\$@\"" sh \
        "$VPTRACE" run --log "$LOG" -- gdb -nx -q -tui -ex 'set confirm off' -ex 'set style enabled off' -ex 'break square' -ex run "$PROG/walk"
    # The other screen, and in the line below the source, where the program is.
    see '[?1049h'
    see square
    type_keys 'next\n'
    type_keys 'print 1000 + result\n'
    see 1001
    type_keys 'quit\n'
    terminal_ends_with 0
}

@test "a pager pages" {
    command -v less >/dev/null || skip "no less here"
    seq 1 500 >numbers
    terminal env TERM=xterm sh -c "stty rows 24 cols 80; exec \"\$@\"" sh "$VPTRACE" run -- less numbers
    see 23
    type_keys 'G'
    see 500
    type_keys 'q'
    terminal_ends_with 0
}

@test "Ctrl-C at the terminal reaches CMD once, as it does bare" {
    mkfifo nothing
    terminal "$VPTRACE" run -- bash -c 'trap "echo caught \$((++n))" INT; exec 7<>nothing; echo star''ted; while [ ${n:-0} -lt 2 ]; do read -r -t 1 _ <&7; done; exit 8'
    see started
    type_keys '\003'
    see 'caught 1'
    type_keys '\003'
    see 'caught 2'
    terminal_ends_with 8
}

@test "Ctrl-Z at the terminal stops CMD and vptrace, and fg goes on with both" {
    # The shell is outside here: vptrace itself is its job.
    terminal bash --norc --noprofile -i
    be_plain
    type_keys '"$VPTRACE" run -- cat\n'
    type_keys 'first line\n'
    see 'first line'
    type_keys '\032'
    see Stopped
    see 'prompt> '
    type_keys 'fg\n'
    type_keys 'second line\n'
    see 'second line'
    type_keys '\004'
    see 'prompt> '
    type_keys 'exit 6\n'
    terminal_ends_with 6
}
