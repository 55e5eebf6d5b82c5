// The columns of a table: what each holds, and what it is for.

import type { BuildChoices, ColumnRole, Draft } from '../../core/own-data.ts';
import { Switch } from '../controls/switch.tsx';
import { exactCount } from '../format.ts';

export interface TableFieldsProps {
  readonly draft: Extract<Draft, { kind: 'table' }>;
  readonly choices: BuildChoices;
  readonly onChange: (part: Partial<BuildChoices>) => void;
}

const roleNames: Readonly<Record<ColumnRole, string>> = { input: 'Learn from', class: 'Predict as class', number: 'Predict as number', ignored: 'Ignore' };
/** Beyond these, columns are told by their number. */
const maxShown = 100;

export function TableFields({ draft, choices, onChange }: TableFieldsProps) {
  const roles = choices.roles ?? draft.columns.map(({ role }) => role);
  const missing = draft.columns.some((column, index) => column.missing > 0 && roles[index] !== 'ignored');
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
                <td>{column.type === 'number' ? 'numbers' : 'text'}{column.distinct <= 50 && `, ${column.distinct} different`}</td>
                <td>{column.missing === 0 ? '' : exactCount(column.missing)}</td>
                <td className="own-samples" title={column.samples.join(', ')}>{column.samples.join(', ')}</td>
                <td>
                  <select className="select" aria-label={`Use of ${column.name}`} value={roles[index]} onChange={({ target }) => setRole(index, target.value as ColumnRole)}>
                    {Object.entries(roleNames).filter(([role]) => role !== 'number' || column.type === 'number').map(([role, label]) => <option key={role} value={role}>{label}</option>)}
                  </select>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="own-note">
        {exactCount(draft.rows)} rows of {exactCount(draft.columns.length)} columns.
        {draft.columns.length > maxShown && ` The other ${exactCount(draft.columns.length - maxShown)} columns are used as guessed: to learn from, the last to predict.`}
      </p>
      {missing && (
        <div className="own-missing">
          <p>Values are missing in {draft.missing.slice(0, 6).map(({ row, column }) => `row ${row}, ${column}`).join('; ')}{draft.missing.length > 6 ? '; and more' : ''}.</p>
          <Switch label="Leave these rows out" checked={choices.dropMissing === true} onChange={(dropMissing) => onChange({ dropMissing })} />
        </div>
      )}
    </>
  );
}
