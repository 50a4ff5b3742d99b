/** The administrators' console: a page that asks the admin API of the server that served it, and keeps nothing. */
import './no-eval.ts'; // before any schema is made
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/App.tsx';
import './app/base.css';
import { giveStylesTheNonce } from './theme/style-nonce.ts';

/** The server allows styles of this page's own making by this nonce alone. */
const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? '';
giveStylesTheNonce(nonce);

const root = document.getElementById('root');
if (root !== null) createRoot(root).render(<StrictMode><App nonce={nonce} /></StrictMode>);
