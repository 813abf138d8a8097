// The words of the interface, in the language chosen.

const LANGUAGE_KEY = "plan-qa.language";
let language = kept(LANGUAGE_KEY) ?? (navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en");

function word(key, values = {}) {
  return words[key][language].replace(/{(\w+)}/g, (_, name) => values[name]);
}

function languageOf(text) {
  return /[\u3400-\u4dbf\u4e00-\u9fff]/.test(text) ? "zh" : "en";
}

// Fills in the words of the interface under `root`, in the language chosen.
function speak(root = element) {
  for (const one of all("[data-word]", root)) one.textContent = word(one.dataset.word, one.dataset);
  for (const one of all("[data-label]", root)) one.setAttribute("aria-label", word(one.dataset.label, one.dataset));
  for (const one of all("[data-tip]", root)) one.title = word(one.dataset.tip);
  for (const one of all("[data-alt]", root)) one.alt = word(one.dataset.alt, one.dataset);
  for (const one of all("[data-hint]", root)) one.placeholder = word(one.dataset.hint);
}

function chooseLanguage(chosen) {
  language = chosen;
  keep(LANGUAGE_KEY, chosen);
  showLanguage();
}

function showLanguage() {
  document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
  find("#language").lang = language === "zh" ? "en" : "zh-CN";
  speak();
  showExamples();
  showChoice();
  showConversations();
  showDocuments();
}

// A word to the person that goes away by itself; screen readers read it out.
let silence = 0;

function say(text) {
  find("#said").textContent = text;
  clearTimeout(silence);
  silence = setTimeout(() => (find("#said").textContent = ""), 4000);
}
