// The documents panel: what there is and how far it is read, corrected, renamed and removed.

const { uploads } = props; // the limits of what can be brought; null where nothing can
const SLOW = 4000;
const FAST = 1000;
const manage = find("#manage");
const factsForm = find("#facts");
let version = ""; // of the list that is shown
let looking = 0; // the timer of the next look at the server
let looks = 0; // counts them, since replies may overtake each other
let latestShown = 0;
let managed = null; // the document that is being corrected

// Told to screen readers alone: what is seen stands in the panel.
function announce(text) {
  find("#documents-said").textContent = text;
}

// Looks at the server for as long as somebody may see it: often while files are read, else now and then.
async function refreshDocuments() {
  const number = ++looks;
  const files = followed();
  let reply = null;
  try {
    reply = await call("documents", { seen: version, uploads: files.map(({ token }) => token) });
  } catch {} // the next look may succeed
  if (reply && number > latestShown) {
    latestShown = number;
    follow(files, reply.uploads);
    showReply(reply);
  }
  clearTimeout(looking);
  const atWork = reply?.progress || underWay().length;
  if (atWork || (!document.hidden && !panel.hidden)) looking = setTimeout(refreshDocuments, atWork ? FAST : SLOW);
}

function showReply(reply) {
  if (reply.html !== null) showShelf(reply);
  showReading(reply);
  find("#documents-warning").textContent = reply.warning ? phrase(reply.warning) : "";
}

function showShelf({ html, version: shown }) {
  const shelf = find("#shelf");
  const focused = shelf.contains(document.activeElement) ? document.activeElement : null;
  version = shown;
  shelf.innerHTML = html;
  showUnread();
  showFound();
  find("#nothing-yet").hidden = Boolean(find("li", shelf)) || !uploads;
  speak(shelf);
  showChoice();
  refreshExamples();
  if (focused) refocus(focused);
}

// The list was drawn anew; the keyboard stays where it was.
function refocus(old) {
  const alike = all(`#shelf ${old.localName}`).filter((one) => one.className === old.className);
  alike.find((one) => one.dataset.source === old.dataset.source && one.value === old.value)?.focus();
}

function showReading({ progress, stoppable, waiting }) {
  find("#reading").hidden = !progress;
  find("#stop-reading").hidden = !stoppable;
  find("#left-unread").hidden = !waiting || Boolean(progress) || !uploads;
  find("#left-unread p").textContent = word("left_unread", { count: waiting });
  if (!progress) return;
  const { done, found, passages, seconds_left: seconds } = progress;
  const left = seconds === null ? "" : word(seconds < 90 ? "seconds_left" : "minutes_left", timeOf(seconds));
  find("#reading-said").textContent = word("reading_now", { done, found, passages }) + left;
  Object.assign(find("#reading progress"), { max: found || 1, value: done });
}

const timeOf = (seconds) => ({ seconds: Math.ceil(seconds), minutes: Math.round(seconds / 60) });

async function openFacts(button) {
  const { source } = button.dataset;
  try {
    const { facts, file, encoding } = await call("facts", { source });
    find("#fact-encoding").textContent = encoding ? word("fact_encoding", { encoding: encoding.toUpperCase() }) : "";
    const { language: chosen } = factsForm.elements;
    if (![...chosen.options].some(({ value }) => value === facts.language)) chosen.add(new Option(facts.language));
    for (const [name, fact] of Object.entries({ ...facts, file })) factsForm.elements[name].value = fact;
  } catch (problem) {
    return say(told(problem));
  }
  managed = { source, title: button.dataset.title };
  find("#facts-problem").textContent = "";
  manage.showModal();
}

async function saveFacts() {
  const { file: name, ...facts } = Object.fromEntries(new FormData(factsForm));
  try {
    const { source } = await call("correct", { source: managed.source, name, facts });
    if (source !== managed.source) choose(talk.sources.map((one) => (one === managed.source ? source : one)));
    managed.source = source;
  } catch (problem) {
    find("#facts-problem").textContent = told(problem);
    return;
  }
  await refreshDocuments();
  manage.close();
  say(word("facts_saved"));
}

async function removeDocument() {
  const { source, title } = managed;
  try {
    await call("remove", { source });
  } catch (problem) {
    find("#facts-problem").textContent = told(problem);
    return;
  }
  managed = null;
  manage.close();
  offerBack({ source, title, at: Date.now() });
  refreshDocuments();
}

function showLimits() {
  find("#bring").hidden = !uploads;
  if (!uploads) return;
  find("#files").accept = uploads.suffixes.join();
  const seen = word(`seen_by_${uploads.sharing}`);
  find("#upload-hint").textContent = [word("upload_hint", uploads), seen].join(language === "zh" ? "" : " ");
}

function showDocuments() {
  showLimits();
  showBrought();
  refreshDocuments();
}

find("#stop-reading").addEventListener("click", () => call("stop_reading", {}).catch(() => {}));
find("#read-on").addEventListener("click", async () => {
  await call("read_on", {}).catch((problem) => say(told(problem)));
  refreshDocuments();
});
find("#shelf").addEventListener("click", (event) => {
  const button = event.target.closest(".manage");
  if (button) openFacts(button);
});
factsForm.addEventListener("submit", (event) => {
  event.preventDefault();
  saveFacts();
});
find("#close-facts").addEventListener("click", () => manage.close());
manage.addEventListener("close", () => {
  all("#shelf .manage").find((one) => one.dataset.source === managed?.source)?.focus();
});
find("#remove-document").addEventListener("click", removeDocument);
manage.addEventListener("keydown", (event) => event.stopPropagation()); // Escape closes the form, not the panel
document.addEventListener("visibilitychange", () => document.hidden || refreshDocuments());
