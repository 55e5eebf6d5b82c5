// What is kept already, and the ways to add more.

import { Camera, Database, FileUp, FolderUp, Image, Trash2 } from 'lucide-react';
import { useId, useRef, useState } from 'react';
import { useStore } from 'zustand';
import type { OwnDatasetInfo } from '../../core/own-data.ts';
import { formatShape } from '../../core/shape.ts';
import { Button, IconButton } from '../controls/button.tsx';
import { exactCount } from '../format.ts';
import { useServices } from '../services.tsx';
import { hasFolderPicker, pickFolder } from './folder-handles.ts';
import { chosenFiles, type FoundFiles } from './give-files.ts';

export interface StartViewProps {
  readonly failure?: string | undefined;
  readonly onFiles: (files: FoundFiles) => Promise<void>;
  readonly onCamera: () => void;
  readonly onShow: (info: OwnDatasetInfo) => void;
}

export function StartView({ failure, onFiles, onCamera, onShow }: StartViewProps) {
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  const take = (list: FileList | null) => {
    if (list && list.length > 0) void onFiles(chosenFiles(list));
  };
  const chooseFolder = async () => {
    if (!hasFolderPicker(window)) return folder.current?.click();
    const chosen = await pickFolder(window);
    if (chosen) void onFiles([chosen]);
  };
  return (
    <div className="own-start">
      {failure && <p className="own-failure" role="alert">{failure}</p>}
      <section className="own-drop" aria-label="Add data">
        <p className="own-drop-lead">Drop a folder, a zip, a table or arrays here</p>
        <ul className="own-drop-kinds">
          <li><b>Images:</b> a folder or zip with one folder for each class; PNG, JPEG, WebP, GIF or BMP</li>
          <li><b>Tables:</b> CSV or TSV; you choose which columns to learn from and which to predict</li>
          <li><b>Arrays:</b> .npz, or .npy for inputs and .npy for labels together</li>
        </ul>
        <div className="own-buttons">
          <Button icon={FileUp} onClick={() => files.current?.click()}>Choose files…</Button>
          <Button icon={FolderUp} onClick={() => void chooseFolder()}>Choose a folder…</Button>
          <Button icon={Camera} onClick={onCamera}>Record with the camera…</Button>
        </div>
        <input ref={files} type="file" multiple hidden aria-label="Files of your data" accept=".zip,.csv,.tsv,.npy,.npz,image/*" onChange={({ target }) => take(target.files)} />
        <input ref={(element) => { folder.current = element; if (element) element.webkitdirectory = true; }} type="file" hidden aria-label="Folder of your data" onChange={({ target }) => take(target.files)} />
      </section>
      <KeptList onShow={onShow} />
    </div>
  );
}

function KeptList({ onShow }: Pick<StartViewProps, 'onShow'>) {
  const { ownData } = useServices();
  const own = useStore(ownData, (state) => state.own);
  const heading = useId();
  const [removing, setRemoving] = useState<string>();
  const remove = async ({ id }: OwnDatasetInfo) => {
    setRemoving(id);
    await ownData.client.call('remove', { id });
    await ownData.refresh();
    setRemoving(undefined);
  };
  if (own.length === 0) return <p className="own-none">Nothing is kept yet. What you add stays in this browser until you remove it.</p>;
  return (
    <section aria-labelledby={heading}>
      <h3 id={heading} className="own-heading">Kept in this browser</h3>
      <ul className="own-list">
        {own.map((info) => (
          <li key={info.id} className="own-item">
            {info.holds === 'images' ? <Image aria-hidden /> : <Database aria-hidden />}
            <span className="own-item-name" title={info.name}>{info.name}</span>
            <span className="own-item-facts">{factsOf(info)}</span>
            <Button onClick={() => onShow(info)}>Show<span className="visually-hidden"> {info.name}</span></Button>
            <IconButton icon={Trash2} label={`Remove ${info.name} from this browser`} disabled={removing === info.id} onClick={() => void remove(info)} />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** "10,000 + 2,000 images, 3×32×32, 5 classes" */
export function factsOf({ trainingCount, testCount, holds, inputShape, classNames, targetNames }: OwnDatasetInfo): string {
  const what = holds === 'images' ? `images, ${formatShape(inputShape)}` : `rows of ${inputShape[0] === 1 ? '1 number' : `${exactCount(inputShape[0] ?? 0)} numbers`}`;
  const names = targetNames && targetNames.length > 8 ? `${targetNames.slice(0, 8).join(', ')} and ${targetNames.length - 8} more` : targetNames?.join(', ');
  const classes = classNames.length > 0 ? `${classNames.length} classes` : undefined;
  const answers = [classes, names && `${names} to predict`].filter((one) => one !== undefined).join(', or ');
  return `${exactCount(trainingCount)} + ${exactCount(testCount)} ${what}, ${answers}`;
}
