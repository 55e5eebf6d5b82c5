// The columns of a table: what each holds, and what it is for.

import type { BuildChoices, ColumnFacts, ColumnRole, Draft, TableSettings } from '../../core/own-data.ts';
import { exactCount } from '../format.ts';
import { TableConcerns } from './table-concerns.tsx';
import { TableSettingsFields } from './table-settings-fields.tsx';

export interface TableFieldsProps {
  readonly draft: Extract<Draft, { kind: 'table' }>;
  readonly choices: BuildChoices;
  readonly onChange: (part: Partial<BuildChoices>) => void;
  /** Reads the table anew. */
  readonly onReread: (settings: TableSettings) => void;
}

const roleNames: Readonly<Record<ColumnRole, string>> = {
  input: 'Learn from', target: 'Predict as the loss takes it', class: 'Predict as class', number: 'Predict as number', ignored: 'Ignore',
};
/** Beyond these, columns are told by their number. */
const maxShown = 100;

export function TableFields({ draft, choices, onChange, onReread }: TableFieldsProps) {
  const roles = choices.roles ?? draft.columns.map(({ role }) => role);
  const { texts = [] } = choices;
  const setRole = (index: number, role: ColumnRole) => onChange({ roles: roles.with(index, role) });
  return (
    <>
      <div className="own-table-frame">
        <table className="own-table" aria-label="Columns">
          <thead><tr><th scope="col">Column</th><th scope="col">Holds</th><th scope="col">Missing</th><th scope="col">First values</th><th scope="col">Use</th></tr></thead>
          <tbody>
            {draft.columns.slice(0, maxShown).map((column, index) => (
              <tr key={column.name}>
                <th scope="row" title={column.name}>{column.name}</th>
                <td>{holds(column, texts)}</td>
                <td>{column.missing === 0 ? '' : exactCount(column.missing)}</td>
                <td className="own-samples" title={column.samples.join(', ')}>{column.samples.join(', ')}</td>
                <td>
                  <select className="select" aria-label={`Use of ${column.name}`} value={roles[index]} onChange={({ target }) => setRole(index, target.value as ColumnRole)}>
                    {rolesFor(column, texts).map((role) => <option key={role} value={role}>{roleNames[role]}</option>)}
                  </select>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="own-note">
        {exactCount(draft.rows)} rows of {exactCount(draft.columns.length)} columns, {delimiterName(draft.delimiter)}, {draft.settings.encoding.toUpperCase()}.
        {draft.columns.length > maxShown && ` The other ${exactCount(draft.columns.length - maxShown)} columns are used as guessed.`}
      </p>
      {draft.notes.length > 0 && <ul className="own-notes" aria-label="Notes">{draft.notes.map((note) => <li key={note}>{note}</li>)}</ul>}
      <TableConcerns draft={draft} roles={roles} choices={choices} onChange={onChange} onReread={onReread} />
      <TableSettingsFields settings={draft.settings} onReread={onReread} />
    </>
  );
}

function holds({ name, type, distinct, odd }: ColumnFacts, texts: readonly string[]): string {
  const isText = type === 'text' || texts.includes(name);
  const different = distinct <= 50 ? `, ${distinct} different` : '';
  return `${isText ? 'text' : 'numbers'}${different}${odd && !isText ? `, ${exactCount(odd.count)} odd` : ''}`;
}

function rolesFor({ name, type, whole }: ColumnFacts, texts: readonly string[]): readonly ColumnRole[] {
  if (type === 'text' || texts.includes(name)) return ['input', 'class', 'ignored'];
  return whole ? ['input', 'target', 'class', 'number', 'ignored'] : ['input', 'class', 'number', 'ignored'];
}

function delimiterName(delimiter: string): string {
  const names: Readonly<Record<string, string>> = { ',': 'separated by commas', ';': 'separated by semicolons', '\t': 'separated by tabs', '|': 'separated by bars' };
  return names[delimiter] ?? `separated by “${delimiter}”`;
}
