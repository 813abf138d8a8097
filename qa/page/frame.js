// The frame: what lies over what, what happens on a click or a key, and the start.

const panel = find("#panel");
const NARROW = matchMedia("(max-width: 60rem)");

// Whether the panel or the reader is open and, for want of room, lies over the chat.
function overlaid(name) {
  return NARROW.matches && !find(`#${name}`).hidden;
}

// What lies over the chat takes the keyboard with it.
function arrange() {
  find(".chat").inert = overlaid("panel") || overlaid("reader");
  panel.inert = find(".bar").inert = overlaid("reader");
  find("#open-panel").setAttribute("aria-expanded", !panel.hidden);
}

function togglePanel(open = panel.hidden) {
  panel.hidden = !open;
  arrange();
  if (open) refreshDocuments();
  if (overlaid("panel")) find("button", panel).focus();
}

function closeTopmost() {
  if (!reader.hidden) return closeReader();
  if (!overlaid("panel")) return;
  togglePanel(false);
  find("#open-panel").focus();
}

element.addEventListener("click", (event) => {
  // A button may be gone by the time its click comes by here, so the path of the event is asked.
  const under = (selector) => event.composedPath().find((one) => one instanceof Element && one.matches(selector));
  const [button, card] = [under("button"), under(".quoted")];
  if (overlaid("panel") && !under("#panel, #open-panel")) togglePanel(false);
  if (overlaid("reader") && !under("#reader")) return closeReader();
  if (button?.matches(".document")) openDocument(button);
  else if (button?.matches(".chart-bar")) openBar(button);
  else if (button?.matches(".unfold")) unfold(button);
  else if (button?.matches(".copy")) copyQuote(card);
  else if (button?.matches(".open") || (card && !button && getSelection().isCollapsed)) openCard(card);
});
element.addEventListener("keydown", (event) => {
  if (event.key === "Escape") closeTopmost();
});
box.addEventListener("input", () => {
  fitBox();
  find("#notice").textContent = "";
});
box.addEventListener("keydown", (event) => {
  // Enter also ends the choice of characters in a Chinese input method; that one does not ask.
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  submit();
});
find("#composer").addEventListener("submit", (event) => {
  event.preventDefault();
  submit();
});
find("#language").addEventListener("click", () => chooseLanguage(language === "zh" ? "en" : "zh"));
find("#open-panel").addEventListener("click", () => togglePanel());
find("#new-conversation").addEventListener("click", newConversation);
find("#export").addEventListener("click", exportConversation);
find("#close-reader").addEventListener("click", closeReader);
find("#previous-quote").addEventListener("click", () => goToQuote(at - 1));
find("#next-quote").addEventListener("click", () => goToQuote(at + 1));
NARROW.addEventListener("change", arrange);

panel.hidden = NARROW.matches;
showLanguage();
if (!askedByLink()) reopenConversation();
arrange();
if (!TOUCH.matches) box.focus({ preventScroll: true });
//# sourceURL=qa/page
