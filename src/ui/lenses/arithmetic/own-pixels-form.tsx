// The network's input as text to type over.

import { useId, useState } from 'react';
import { formatShape, type Shape } from '../../../core/shape.ts';
import { Button } from '../../controls/button.tsx';
import { gridOf } from '../grid-shape.ts';
import { drawPattern, patterns, readPixels, writePixels } from './own-pixels.ts';

export interface OwnPixelsFormProps {
  readonly shape: Shape;
  readonly values: Float32Array;
  readonly onUse: (values: Float32Array) => void;
  readonly onClose: () => void;
}

export function OwnPixelsForm({ shape, values, onUse, onClose }: OwnPixelsFormProps) {
  const [text, setText] = useState(() => writePixels(values, shape));
  const id = useId();
  const read = readPixels(text, shape);
  const problem = 'problem' in read ? read.problem : undefined;
  const [channels, rows] = gridOf(shape);
  return (
    <form className="own-pixels" onSubmit={(event) => { event.preventDefault(); if ('values' in read) onUse(read.values); }}>
      <label htmlFor={id}>Pixels of the input, {formatShape(shape)}: a line for each row{channels > 1 && ', channel after channel'}</label>
      <textarea
        id={id} className="input own-pixels-text" spellCheck={false} rows={Math.min(8, channels * (rows + 1))} value={text}
        aria-invalid={problem !== undefined} aria-describedby={problem ? `${id}-problem` : undefined} onChange={({ target }) => setText(target.value)}
      />
      {problem && <p id={`${id}-problem`} className="field-message field-error" role="alert">{problem}</p>}
      <div className="own-pixels-actions">
        <button type="submit" className="button button-primary" disabled={problem !== undefined}>Use these pixels</button>
        <Button onClick={onClose}>Cancel</Button>
        <span className="own-pixels-patterns" role="group" aria-label="Fill with">
          {patterns.map((pattern) => <Button key={pattern.label} variant="quiet" onClick={() => setText(writePixels(drawPattern(pattern, shape), shape))}>{pattern.label}</Button>)}
        </span>
      </div>
    </form>
  );
}
