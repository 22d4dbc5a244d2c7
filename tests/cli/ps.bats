# vptrace ps: who traces whom.

load cli

# field EXPRESSION: of `vptrace ps --json`, with $t the first task that is traced.
field() { "$VPTRACE" ps --json | perl -MJSON::PP -0e 'my $s = decode_json(<STDIN>)->{sessions}[0]; my ($t) = grep { @{$_->{layers}} } @{$s->{tasks}}; print eval $ARGV[0]' "$1"; }

@test "the layers of a task, their state and options, waits and stolen children" {
    own_sessions
    begin_session first
    mkfifo held go
    behind strace_words "$VPTRACE" join -- strace -o trace -p "$first"
    strace=$STARTED
    wait_until grep -q attached strace_words
    behind gdb_words "$VPTRACE" join -- gdb -nx -batch -p "$first" -ex 'shell echo held >held; read -r _ <go' -ex detach
    read -r _ <held
    [ "$(field '$t->{tid}')" = "$first" ]
    [ "$(field 'join ",", map { $_->{tracer_command} } @{$t->{layers}}')" = strace,gdb ]
    [ "$(field 'join ",", map { $_->{attached} } @{$t->{layers}}')" = seize,attach ]
    [ "$(field 'join ",", map { $_->{state} } @{$t->{layers}}')" = running,stopped ]
    [ "$(field '"$t->{layers}[1]{stop} $t->{layers}[1]{signal}"')" = 'signal-delivery-stop SIGSTOP' ]
    [ "$(field 'abs(time - $t->{layers}[1]{since}) < 100')" = 1 ]
    [ "$(field 'scalar grep { $_ eq "TRACESYSGOOD" } @{$t->{layers}[0]{options}}')" = 1 ]
    [ "$(field '$t->{parent}')" = "$(status_field "/proc/$first" PPid)" ]
    [ "$(field 'join ",", map { @{$_->{stolen}} } grep { @{$_->{tracees}} } @{$s->{tasks}}')" = "$first,$first" ]
    run -0 vptrace ps
    [[ ${lines[0]} == TASK*STATE*OPTIONS* ]]
    grep -q "gdb .*signal-delivery-stop SIGSTOP" <<<"$output"
    run -0 vptrace ps --tree
    [ "$(grep -c "^  $first " <<<"$output")" -eq 2 ]
    echo go >go
    ends_with 0 "$STARTED"
    echo exit >first.in
    ends_with 0 "$strace"
}

@test "--watch draws on a terminal, and q ends it" {
    own_sessions
    begin_session first
    terminal env TERM=xterm sh -c "stty rows 24 cols 80; exec \"\$@\"" sh "$VPTRACE" ps --watch
    see STATE
    type_keys q
    terminal_ends_with 0
    echo exit >first.in
}

@test "--watch without a terminal, and a session that is not there, are 125" {
    own_sessions
    run -125 vptrace ps --watch
    run -125 vptrace ps -s none
}
