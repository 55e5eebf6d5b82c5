// How sure a network is of each class.

import './draw-panel.css';

export interface BarsProps {
  readonly classNames: readonly string[];
  readonly probabilities: Float32Array | undefined;
}

/** A bar for each class, and the likeliest in words. */
export function Bars({ classNames, probabilities }: BarsProps) {
  const best = probabilities?.reduce((top, p, digit) => (p > (probabilities[top] ?? 0) ? digit : top), 0);
  const said = best === undefined ? '' : `Recognised as ${classNames[best]}, ${percent(probabilities?.[best])}`;
  return (
    <div className="draw-result">
      <output className="visually-hidden">{said}</output>
      <ol className="draw-bars" aria-hidden>
        {classNames.map((name, digit) => (
          <li key={name} data-best={digit === best || undefined}>
            <span title={name}>{name}</span>
            <span className="draw-bar"><span style={{ inlineSize: `${100 * (probabilities?.[digit] ?? 0)}%` }} /></span>
            <span className="draw-percent">{probabilities ? percent(probabilities[digit]) : ''}</span>
          </li>
        ))}
      </ol>
    </div>
  );
}

function percent(probability = 0): string {
  return `${Math.round(100 * probability)} %`;
}
