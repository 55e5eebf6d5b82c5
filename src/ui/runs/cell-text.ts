// What stands in the cells of the table of runs.

import type { CellValue, RunColumn } from '../../runs/run-columns.ts';
import { settingText } from '../../runs/run-settings.ts';
import { exactCount } from '../format.ts';
import { lossText, percentText } from '../training/run-text.ts';

/** A value as people read it; empty where there is none. */
export function cellText({ id }: Pick<RunColumn, 'id'>, value: CellValue): string {
  if (value === undefined || Number.isNaN(value)) return '';
  if (typeof value !== 'number') return id === 'startedAt' ? dateText(new Date(String(value))) : settingText(id, value);
  switch (id) {
    case 'bestAccuracy':
    case 'accuracy': return percentText(value);
    case 'bestLoss':
    case 'loss': return lossText(value);
    case 'trainedSeconds': return durationText(value);
    case 'imagesPerSecond': return exactCount(Number(value.toPrecision(3)));
    case 'parameters': return exactCount(value);
    default: return settingText(id, value);
  }
}

/** "14:05" today, "3 Jan, 14:05" before. */
function dateText(date: Date): string {
  const time = date.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
  return date.toDateString() === new Date().toDateString() ? time : `${date.toLocaleDateString('en-GB', { day: 'numeric', month: 'short' })}, ${time}`;
}

/** "0.8 s", "42 s", "3 min 05 s", "1 h 12 min". */
export function durationText(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes} min ${String(whole % 60).padStart(2, '0')} s`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}
