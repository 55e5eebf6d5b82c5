// A thread of a page that is held up, in place of the engine's own.

import { holdUp } from '../held-up.ts';
import '../../../src/engines/wasm/thread.ts';

holdUp();
