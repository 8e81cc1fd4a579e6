"use strict";
/* The claims desk by keyboard: a approve, r return, j next, k previous, ? the list of keys.
   A letter moves to its button or field; Enter presses it, so that no letter alone decides. */
(function () {
  function isTyping(target) {
    return target.closest("input, textarea, select, [contenteditable]") !== null;
  }

  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.key === "Escape" && isTyping(event.target)) {
      event.target.blur();
      return;
    }
    if (isTyping(event.target)) return;
    const wanted = document.querySelector('[data-desk-key="' + CSS.escape(event.key.toLowerCase()) + '"]');
    if (!wanted || wanted.disabled) return;
    event.preventDefault();
    if (wanted.matches("a")) {
      wanted.click();
    } else {
      wanted.focus();
      wanted.scrollIntoView({ block: "center" });
    }
  });
})();
