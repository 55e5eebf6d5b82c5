// The button beside the learning rate that opens the finder.

import { ScanSearch } from 'lucide-react';
import { Suspense, useState } from 'react';
import { IconButton } from '../controls/button.tsx';
import { lazyComponent } from '../lazy-component.ts';

const LearningRateDialog = lazyComponent(() => import('./learning-rate-dialog.tsx'), 'LearningRateDialog');

export function FindLearningRate() {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <IconButton icon={ScanSearch} label="Find a learning rate" side="top" onClick={() => setOpen(true)} />
      {isOpen && <Suspense fallback={null}><LearningRateDialog onClose={() => setOpen(false)} /></Suspense>}
    </>
  );
}
