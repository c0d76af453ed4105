// Words that fields take and that several tables name.

export const shells = ['bash', 'sh', 'zsh', 'fish', 'pwsh', 'powershell', 'cmd', 'nix-shell'] as const;

/** Every signal that `signal_on_stop` may name, the usual ones first. */
export const signals = (
  'SIGTERM SIGINT SIGHUP SIGQUIT SIGKILL SIGUSR1 SIGUSR2 SIGABRT SIGALRM SIGBUS SIGCHLD SIGCONT SIGFPE SIGILL SIGIO SIGPIPE SIGPROF ' +
  'SIGSEGV SIGSTOP SIGSYS SIGTRAP SIGTSTP SIGTTIN SIGTTOU SIGURG SIGVTALRM SIGWINCH SIGXCPU SIGXFSZ'
).split(' ');

export const decodings = ['text', 'json', 'yaml'] as const;
