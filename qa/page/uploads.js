// Files that are brought: chosen or dropped, sent to the server, and followed until they answer.

// A file that was brought is { token, file, name, state, allowed (to be sent), sent (bytes), taken (by the library),
// said (why it failed), request, row }. Its state is "queued", "sending", and then what the server tells: "waiting",
// "reading", "indexed", "known" or "failed".
let brought = [];
const AT_ONCE = 3;
const UNDER_WAY = ["queued", "sending", "waiting", "reading"];
const NO_REPLY = { word: "upload_failed", values: {} };

const inState = (...states) => brought.filter((one) => states.includes(one.state));
const underWay = () => inState(...UNDER_WAY);
const phrase = ({ word: key, values }) => word(key, values);

async function bring(files) {
  if (!files.length) return;
  if (!uploads) return say(word("read_only"));
  const fresh = files.map((file) => ({ token: newToken(), file, name: file.name, state: "queued", sent: 0 }));
  brought = [...(underWay().length ? brought : []), ...fresh];
  showBrought();
  if (panel.hidden) togglePanel(true); // where one sees how far they are
  try {
    const { objections } = await call("offer", { files: files.map(({ name, size }) => ({ name, size })) });
    objections.forEach((objection, number) => {
      fresh[number].allowed = !objection;
      if (objection) fail(fresh[number], objection);
    });
  } catch (problem) {
    fresh.forEach((one) => fail(one, problem.problem));
  }
  sendNext();
}

function set(one, changes) {
  if (one.state === "cancelled") return;
  Object.assign(one, changes);
  showBrought();
}

function fail(one, said = NO_REPLY) {
  set(one, { state: "failed", said, request: null });
}

function sendNext() {
  const free = AT_ONCE - inState("sending").length;
  const next = inState("queued").filter(({ allowed }) => allowed);
  next.slice(0, Math.max(0, free)).forEach(send);
}

// Gradio receives the file, under the token for a name: so no name and no other visitor's file gets in its way.
function send(one) {
  const body = new FormData();
  body.append("files", one.file, one.token);
  const request = new XMLHttpRequest();
  const broken = () => {
    fail(one);
    sendNext();
  };
  request.upload.onprogress = ({ loaded }) => set(one, { sent: loaded });
  request.onload = () => (request.status === 200 ? hand(one, JSON.parse(request.response)[0]) : broken());
  request.onerror = broken;
  request.open("POST", `${gradio_config.root}${gradio_config.api_prefix}/upload`);
  set(one, { state: "sending", request });
  request.send(body);
}

// The library takes over what the server received.
async function hand(one, path) {
  set(one, { state: "waiting", request: null });
  sendNext();
  try {
    const { upload } = await call("take", { token: one.token, name: one.name, path });
    set(one, { ...upload, taken: true });
  } catch (problem) {
    fail(one, problem.problem);
  }
  refreshDocuments();
}

function cancelUpload(one) {
  const { request, state } = one;
  one.state = "cancelled";
  brought = brought.filter((other) => other !== one);
  request?.abort();
  if (state === "waiting") call("withdraw", { token: one.token }).catch(() => {});
  showBrought();
  sendNext();
  find("#add-documents").focus();
}

const followed = () => inState("waiting", "reading").filter(({ taken }) => taken);

// What the server tells of files it was asked for. One that it knows nothing of was lost when it was started anew.
function follow(files, states) {
  for (const one of files) {
    if (states[one.token]) set(one, states[one.token]);
    else fail(one);
  }
}

// What is left to tell when all is done: what failed, what was there already, what got another name.
function notable(one) {
  return ["failed", "known"].includes(one.state) || one.name !== one.file.name;
}

let busy = false;

function showBrought() {
  const [left, done, failed] = [underWay(), inState("indexed"), inState("failed")].map(({ length }) => length);
  const rows = brought.filter((one) => left || notable(one)).map(drawRow);
  const list = find("#brought");
  if (rows.length !== list.children.length || rows.some((row, at) => row !== list.children[at])) list.replaceChildren(...rows);
  let summary = "";
  if (left) summary = word("uploads_left", { done: brought.length - left, count: brought.length });
  else if (brought.length) summary = word(failed ? "uploads_done_but" : "uploads_done", { done, failed });
  find("#brought-summary").textContent = summary;
  find("#uploads").hidden = !summary;
  find("#brought-share").hidden = !left;
  Object.assign(find("#brought-share"), { max: brought.length || 1, value: brought.length - left });
  find("#clear-brought").hidden = left > 0;
  if (busy !== left > 0) announce(left ? word("uploads_begun", { count: left }) : summary);
  busy = left > 0;
}

function drawRow(one) {
  one.row ??= newRow(one);
  const part = (selector) => find(selector, one.row);
  const sending = one.state === "sending";
  const renamed = one.state === "indexed" && one.name !== one.file.name;
  one.row.dataset.state = one.state;
  part("progress").hidden = !sending;
  part("progress").value = one.sent / one.file.size || 0;
  part(".state").textContent = one.said ? phrase(one.said) : word(`upload_${renamed ? "renamed" : one.state}`, sentOf(one));
  part("button").hidden = !["queued", "sending", "waiting"].includes(one.state);
  part("button").ariaLabel = word("cancel_upload", { name: one.file.name });
  return one.row;
}

function sentOf({ name, sent, file: { size } }) {
  const [unit, bytes] = size < 1e6 ? ["kB", 1e3] : ["MB", 1e6];
  const inUnits = (count) => (count / bytes).toFixed(size < 10 * bytes ? 1 : 0);
  return { name, sent: inUnits(Math.min(sent, size)), size: inUnits(size), unit }; // what is sent is somewhat more
}

function newRow(one) {
  const cancel = make("button", { type: "button", className: "remove", textContent: "×", onclick: () => cancelUpload(one) });
  const progress = make("progress", { max: 1, ariaLabel: one.file.name });
  const text = make("div", {}, make("span", { className: "name", textContent: one.file.name }), progress);
  text.append(make("small", { className: "state" }));
  return make("li", {}, text, cancel);
}

// Files that are dropped, and those of folders that are. What is dropped is there to be read at once only.
async function droppedFiles(transfer) {
  const dropped = [...transfer.items].map((item) => {
    const entry = item.webkitGetAsEntry();
    return entry?.isDirectory ? filesOf(entry) : item.getAsFile();
  });
  return (await Promise.all(dropped)).flat().filter((file) => file && !file.name.startsWith("."));
}

async function filesOf(entry) {
  if (entry.isFile) return [await new Promise((resolve, reject) => entry.file(resolve, reject))];
  const reader = entry.createReader();
  const inside = [];
  // A reader gives a folder's entries in parts, the last of which is empty.
  for (let part; (part = await new Promise((resolve, reject) => reader.readEntries(resolve, reject))).length; )
    inside.push(...part);
  return (await Promise.all(inside.map(filesOf))).flat();
}

// The whole page takes what is dropped. Where nothing can be brought, the browser must not open it in place of the page.
const onDrag = {
  dragenter: () => (find("#dropping").hidden = !uploads),
  dragover: (event) => (event.dataTransfer.dropEffect = uploads ? "copy" : "none"),
  dragleave: (event) => (find("#dropping").hidden ||= !event.relatedTarget), // none: it left the window
  drop: async (event) => {
    find("#dropping").hidden = true;
    bring(await droppedFiles(event.dataTransfer));
  },
};
for (const [name, handle] of Object.entries(onDrag)) {
  window.addEventListener(name, (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    handle(event);
  });
}

for (const button of all("#add-documents, #nothing-yet button")) button.onclick = () => find("#files").click();
find("#files").addEventListener("change", ({ target }) => {
  bring([...target.files]);
  target.value = ""; // so that the same file can be chosen again
});
find("#clear-brought").addEventListener("click", () => {
  brought = [];
  showBrought();
  find("#add-documents").focus();
});
