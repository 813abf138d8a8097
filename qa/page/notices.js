// Notices above the documents: what was removed and can be had back, and what could not be read.

// What was removed in this tab, as { source, title, at (when) }, is offered back until the server lets go of it, or
// until the notice is used or closed: nobody has to be quick.
const REMOVED_KEY = "plan-qa.removed";
const DAY = 24 * 3600 * 1000; // milliseconds
let removed = keptHere(REMOVED_KEY, []).filter(({ at }) => Date.now() - at < DAY);

function keepRemoved(changed) {
  removed = changed;
  keepHere(REMOVED_KEY, removed);
}

function offerBack(one) {
  keepRemoved([...removed, one]);
  drawRemoved(one).focus();
}

// Shows the notice of a document that was removed, and gives its button that brings the document back.
function drawRemoved(one) {
  const { source, title } = one;
  const part = (tag, className, data) => {
    const made = make(tag, { className });
    Object.assign(made.dataset, data, { title });
    return made;
  };
  const undo = part("button", "quiet", { word: "undo", label: "undo_removing" });
  const close = part("button", "remove", { word: "close", label: "close_notice" });
  const notice = make("li", {}, part("span", "", { word: "removed" }), undo, close);
  const closeNotice = () => {
    keepRemoved(removed.filter((other) => other !== one));
    notice.remove();
    (find("#removed button") ?? find("#add-documents")).focus();
  };
  close.onclick = closeNotice;
  undo.onclick = async () => {
    try {
      await call("restore", { source });
      closeNotice();
      say(word("restored", { title }));
    } catch (problem) {
      say(told(problem));
    }
    refreshDocuments();
  };
  find("#removed").append(notice);
  speak(notice);
  return undo;
}

// Files that could not be read stand above the documents, and above the field that looks for these, until somebody
// folds them away; and again when there is another, or another reason.
const FOLDED_KEY = "plan-qa.folded";
const unreadNow = () => all("#unread li").map(({ dataset }) => `${dataset.source} ${dataset.word}`);

function showUnread() {
  const troubles = find("#troubles");
  troubles.replaceChildren(...all("#shelf > #unread"));
  speak(troubles);
  const folded = kept(FOLDED_KEY, []);
  if (unreadNow().some((one) => !folded.includes(one))) find("#unread").open = true;
}

find("#troubles").addEventListener("click", (event) => {
  const unread = event.target.closest("summary")?.parentElement;
  if (unread) keep(FOLDED_KEY, unread.open ? unreadNow() : []); // it is open until the click is over
});

removed.forEach(drawRemoved);
showUnread();
