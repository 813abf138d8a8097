// The page's script. Gradio runs it once, when the page is in place, with `element` (the page), `props` (the
// words, the limit of a question) and `server` (the Python functions behind the page).
//
// What a document says reaches the page only as HTML that Python has escaped, or as text content.

const { words, limit } = props;
const find = (selector, root = element) => root.querySelector(selector);
const all = (selector, root = element) => [...root.querySelectorAll(selector)];

function make(tag, attributes = {}, ...children) {
  const made = Object.assign(document.createElement(tag), attributes);
  made.append(...children);
  return made;
}

// The browser's storage may be full or forbidden. The page works without it: what it cannot keep lasts until it
// is closed.
const unkept = {};

function kept(key) {
  try {
    return key in unkept ? unkept[key] : JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

function keep(key, value) {
  try {
    localStorage.setItem(key, JSON.stringify(value));
    delete unkept[key];
  } catch {
    unkept[key] = value;
  }
}

// What cannot be done, in a sentence for the person.
class Told extends Error {
  constructor(problem) {
    super(phrase(problem));
    this.problem = problem;
  }
}

function told(problem) {
  return problem instanceof Told ? problem.message : word("failed");
}

function newToken() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

// Who this is, for as long as the tab is open; nobody else can tell.
const VISITOR_KEY = "plan-qa.visitor";
let visitor = newToken();
try {
  visitor = sessionStorage.getItem(VISITOR_KEY) ?? visitor;
  sessionStorage.setItem(VISITOR_KEY, visitor);
} catch {}

// Calls a Python function behind the page. Gradio's client keeps failures to itself and gives nothing back.
async function call(name, asked) {
  const reply = await server[name]({ ...asked, visitor });
  if (reply === undefined) throw new Error(`no reply from ${name}`);
  if (reply?.problem) throw new Told(reply.problem);
  return reply;
}
