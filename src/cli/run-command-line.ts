// From arguments to an exit code: finds the command, parses its options, prints help and one-sentence errors.

import { parseArgs } from 'node:util';
import { UsageError, type Cli, type Command, type ExitCode, type OptionSpec } from './command.ts';

const helpOption: OptionSpec = { type: 'boolean', short: 'h', help: 'Show this help' };

/** Runs one command line (without "node" and the script) and gives the exit code. Errors are printed, never thrown. */
export async function runCommandLine(argv: readonly string[], commands: readonly Command[], cli: Cli): Promise<ExitCode> {
  const [name, ...rest] = argv;
  const command = commands.find((candidate) => candidate.name === name);
  try {
    if (command) return await runCommand(command, rest, cli);
    if (name === '--version' || name === '-v') return say(cli, `${cli.version}\n`);
    if (name === '--help' || name === '-h' || name === 'help') return say(cli, overview(commands));
    if (name === undefined) {
      cli.err.write(overview(commands));
      return 2;
    }
    throw new UsageError(`There is no command "${name}"; expected ${commands.map((each) => each.name).join(', ')}.`);
  } catch (error) {
    return explain(error, command, cli);
  }
}

async function runCommand(command: Command, argv: readonly string[], cli: Cli): Promise<ExitCode> {
  const { positionals, values } = parse(command, argv);
  if (values['help'] === true) return say(cli, helpOf(command));
  const [fewest, most] = command.arity;
  if (positionals.length < fewest) throw new UsageError(`${command.name} needs ${command.parameters}.`);
  const extra = positionals[most];
  if (extra !== undefined) throw new UsageError(`${command.name} takes no further argument, received "${extra}".`);
  return command.run({ positionals, values }, cli);
}

function parse(command: Command, argv: readonly string[]) {
  const options = Object.fromEntries(
    Object.entries({ ...command.options, help: helpOption }).map(([name, { type, short }]) => [name, { type, ...(short !== undefined && { short }) }]),
  );
  try {
    const { positionals, values, tokens } = parseArgs({ args: [...argv], options, allowPositionals: true, strict: true, tokens: true });
    const named = tokens.flatMap((token) => (token.kind === 'option' && options[token.name]?.type === 'string' ? [token.name] : []));
    const twice = named.find((name, i) => named.indexOf(name) < i);
    if (twice !== undefined) throw new Error(`--${twice} is given twice; expected one value`);
    return { positionals, values };
  } catch (error) {
    // parseArgs's first sentence names the option; what follows is advice about positionals that begin with a dash.
    const [sentence = ''] = (error as Error).message.split(/\.\s/);
    throw new UsageError(`${command.name}: ${sentence.replace(/\.$/, '')}.`);
  }
}

function explain(error: unknown, command: Command | undefined, cli: Cli): ExitCode {
  if (error instanceof UsageError) {
    cli.err.write(`${error.message}\nSee "convloom ${command ? `${command.name} ` : ''}--help".\n`);
    return 2;
  }
  if (cli.signal.aborted) {
    cli.err.write('Stopped.\n');
    return 130;
  }
  const message = error instanceof Error ? error.message : String(error);
  // Errors of the language itself are faults of Convloom, not of what it was given.
  const ownFault = error instanceof TypeError || error instanceof RangeError || error instanceof ReferenceError;
  cli.err.write(`${ownFault ? 'Convloom failed unexpectedly: ' : ''}${message}\n`);
  return 1;
}

function say(cli: Cli, text: string): ExitCode {
  cli.out.write(text);
  return 0;
}

function overview(commands: readonly Command[]): string {
  const width = Math.max(...commands.map((command) => signature(command).length));
  const lines = commands.map((command) => `  ${signature(command).padEnd(width)}  ${command.summary}`);
  return `Usage: convloom COMMAND [OPTIONS]\n\nCommands:\n${lines.join('\n')}\n\nconvloom COMMAND --help tells a command's options; convloom --version the version.\n`;
}

function helpOf(command: Command): string {
  const options = Object.entries({ ...command.options, help: helpOption }).map(([name, option]) => {
    const short = option.short === undefined ? '    ' : `-${option.short}, `;
    return [`${short}--${name}${option.value === undefined ? '' : ` ${option.value}`}`, option.help] as const;
  });
  const width = Math.max(...options.map(([left]) => left.length));
  const lines = options.map(([left, help]) => `  ${left.padEnd(width)}  ${help}`);
  return `Usage: convloom ${signature(command)} [OPTIONS]\n\n${command.summary}\n\nOptions:\n${lines.join('\n')}\n`;
}

function signature(command: Command): string {
  return command.parameters === '' ? command.name : `${command.name} ${command.parameters}`;
}
