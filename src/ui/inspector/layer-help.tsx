// What a kind of layer does, in its own words, with worked examples.

import type { LayerExample, LayerKind } from '../../core/layer-kind.ts';
import { resolveAttrs } from '../../core/attrs.ts';
import { formatShape } from '../../core/shape.ts';
import { countOf } from '../format.ts';
import { Section } from './section.tsx';

export function LayerHelp({ kind }: { kind: LayerKind }) {
  return (
    <Section title={`About ${kind.kind}`}>
      <div className="docs">
        <p>{kind.summary}</p>
        {kind.docs.split('\n\n').map((paragraph) => <p key={paragraph}>{paragraph}</p>)}
      </div>
      {kind.examples.length > 0 && (
        <ul className="examples" aria-label="Examples">
          {kind.examples.map((example) => <li key={example.title}><Example kind={kind} example={example} /></li>)}
        </ul>
      )}
    </Section>
  );
}

function Example({ kind, example: { title, attrs, inputs, expect } }: { kind: LayerKind; example: LayerExample }) {
  const { attrs: resolved } = resolveAttrs(kind.attrs, attrs);
  const settings = resolved && kind.shorthand?.(resolved);
  const from = inputs.map(formatShape).join(', ');
  return (
    <div className="example">
      <p className="example-title">{title}</p>
      {settings && <p className="example-line">{settings}</p>}
      <p className="example-line mono">
        {from && `${from} → `}
        {'problem' in expect ? 'a problem' : formatShape(expect.output)}
      </p>
      {!('problem' in expect) && expect.parameters > 0 && <p className="example-line">{countOf(expect.parameters, 'parameter')}</p>}
    </div>
  );
}
