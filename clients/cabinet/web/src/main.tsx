import { render } from 'preact';
import { App } from './app';
import './style/base.css';
import './style/frame.css';
import './style/controls.css';
import './style/today.css';
import './style/list.css';
import './style/refusal.css';
import './style/scenario.css';
import './style/figures.css';

const root = document.getElementById('app');
if (root !== null) render(<App />, root);
