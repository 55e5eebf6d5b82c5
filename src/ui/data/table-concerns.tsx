// What must be decided before a table can be used: cells that do not fit their column, and cells that are missing.

import type { BuildChoices, ColumnFacts, ColumnRole, Draft, TableSettings } from '../../core/own-data.ts';
import { Button } from '../controls/button.tsx';
import { Switch } from '../controls/switch.tsx';
import { exactCount } from '../format.ts';

interface TableConcernsProps {
  readonly draft: Extract<Draft, { kind: 'table' }>;
  readonly roles: readonly ColumnRole[];
  readonly choices: BuildChoices;
  readonly onChange: (part: Partial<BuildChoices>) => void;
  readonly onReread: (settings: TableSettings) => void;
}

/** Columns and cells told one by one. */
const few = 6;

export function TableConcerns({ draft, roles, choices, onChange, onReread }: TableConcernsProps) {
  const { texts = [] } = choices;
  const used = draft.columns.filter((_, index) => roles[index] !== 'ignored');
  const odd = used.filter((column) => column.odd && !texts.includes(column.name) && roles[draft.columns.indexOf(column)] !== 'class');
  const lacking = new Set(used.filter(({ missing }) => missing > 0).map(({ name }) => name));
  const { missingWords } = draft.settings;
  return (
    <>
      {odd.slice(0, few).map((column) => (
        <div className="own-concern" key={column.name}>
          <p>{oddSentence(column)}</p>
          <div className="own-buttons">
            <Button onClick={() => onReread({ ...draft.settings, missingWords: [...missingWords, ...(column.odd?.texts ?? [])] })}>Take {listed(column.odd?.texts ?? [])} for missing</Button>
            <Button onClick={() => onChange({ texts: [...texts, column.name], roles: asText(roles, draft.columns.indexOf(column)) })}>Take {column.name} for text</Button>
          </div>
        </div>
      ))}
      {odd.length > few && <p className="own-note">{exactCount(odd.length - few)} more columns of numbers have cells that are no numbers.</p>}
      {lacking.size > 0 && <MissingCells draft={draft} lacking={lacking} choices={choices} onChange={onChange} onReread={onReread} />}
    </>
  );
}

interface MissingCellsProps extends Omit<TableConcernsProps, 'roles'> {
  readonly lacking: ReadonlySet<string>;
}

function MissingCells({ draft, lacking, choices, onChange, onReread }: MissingCellsProps) {
  const places = draft.missing.filter(({ column }) => lacking.has(column));
  const words = new Set(draft.columns.flatMap(({ name, type, missingWords = [] }) => (lacking.has(name) && type === 'text' ? missingWords : [])));
  const lower = new Set([...words].map((word) => word.toLowerCase()));
  return (
    <div className="own-concern">
      <p>Values are missing in {places.slice(0, few).map(({ row, column }) => `row ${row}, ${column}`).join('; ')}{places.length > few ? '; and more' : ''}.</p>
      <Switch label="Leave these rows out" checked={choices.dropMissing === true} onChange={(dropMissing) => onChange({ dropMissing })} />
      {words.size > 0 && (
        <div className="own-buttons">
          <Button onClick={() => onReread({ ...draft.settings, missingWords: draft.settings.missingWords.filter((word) => !lower.has(word.toLowerCase())) })}>Take {listed([...words])} for text</Button>
        </div>
      )}
    </div>
  );
}

function oddSentence({ name, odd }: ColumnFacts): string {
  const { count = 0, first = [] } = odd ?? {};
  const told = first.slice(0, few).map(({ row, text }) => `“${text}” in row ${row}`).join(', ');
  return `${name} holds numbers, but for ${told}${count > few ? ` and ${exactCount(count - few)} more cells` : ''}: ${count === 1 ? 'no finite 32-bit number' : 'no finite 32-bit numbers'}.`;
}

function listed(texts: readonly string[]): string {
  const shown = texts.slice(0, 3).map((text) => `“${text.slice(0, 20)}”`).join(', ');
  return texts.length > 3 ? `${shown} and ${texts.length - 3} more` : shown;
}

/** A text cannot be predicted as a number. */
function asText(roles: readonly ColumnRole[], index: number): readonly ColumnRole[] {
  const role = roles[index];
  return role === 'target' || role === 'number' ? roles.with(index, 'class') : roles;
}
