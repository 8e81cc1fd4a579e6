"use strict";
/* Small behaviours, each asked for by an attribute. No page needs them to work. */
(function () {
  document.addEventListener("click", function (event) {
    const toggle = event.target.closest("[data-toggle-nav]");
    if (toggle) {
      const open = toggle.getAttribute("aria-expanded") !== "true";
      toggle.setAttribute("aria-expanded", String(open));
      document.getElementById("side").classList.toggle("is-open", open);
      return;
    }
    if (event.target.closest("[data-print]")) window.print();
    if (event.target.closest("[data-back]")) window.history.back();
    const asking = event.target.closest("button[data-confirm], a[data-confirm]");
    if (asking && !window.confirm(asking.dataset.confirm)) event.preventDefault();
    document.querySelectorAll("details[data-menu][open]").forEach(function (menu) {
      if (!menu.contains(event.target)) menu.open = false;
    });
  });

  document.addEventListener("submit", function (event) {
    const form = event.target;
    if (form.dataset.confirm && !window.confirm(form.dataset.confirm)) {
      event.preventDefault();
      return;
    }
    if (form.hasAttribute("data-busy")) {
      if (form.classList.contains("is-busy")) event.preventDefault();
      form.classList.add("is-busy");
    }
  });
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("form.is-busy").forEach(function (form) {
      form.classList.remove("is-busy");
    });
  });

  document.addEventListener("change", function (event) {
    const field = event.target;
    if (field.matches("[data-drop] input[type=file]")) nameFile(field);
    if (field.hasAttribute("data-auto-submit") && field.form) field.form.requestSubmit();
    if (field.dataset.selectAll) {
      document.querySelectorAll('input[type=checkbox][name="' + field.dataset.selectAll + '"]').forEach(function (box) {
        if (!box.disabled && box.checked !== field.checked) {
          box.checked = field.checked;
          box.dispatchEvent(new Event("change", { bubbles: true }));
        }
      });
    }
  });

  function nameFile(field) {
    const zone = field.closest("[data-drop]");
    const names = Array.from(field.files).map(function (file) { return file.name; });
    zone.querySelector("[data-drop-name]").textContent = names.join(", ");
    zone.classList.toggle("has-file", names.length > 0);
    if (names.length && field.form && field.form.hasAttribute("data-submit-on-drop")) field.form.requestSubmit();
  }

  ["dragover", "dragleave", "drop"].forEach(function (kind) {
    document.addEventListener(kind, function (event) {
      const zone = event.target.closest && event.target.closest("[data-drop]");
      if (!zone) return;
      event.preventDefault();
      zone.classList.toggle("is-over", kind === "dragover");
      if (kind !== "drop" || !event.dataTransfer.files.length) return;
      const field = zone.querySelector("input[type=file]");
      field.files = event.dataTransfer.files;
      field.dispatchEvent(new Event("change", { bubbles: true }));
    });
  });

  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape") {
      document.querySelectorAll("details[data-menu][open]").forEach(function (menu) {
        menu.open = false;
        menu.querySelector("summary").focus();
      });
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    if (!/^[a-z0-9?]$/i.test(event.key)) return;
    const wanted = Array.from(document.querySelectorAll("[data-key]")).find(function (thing) {
      return thing.dataset.key.toLowerCase() === event.key.toLowerCase() && !thing.disabled;
    });
    if (wanted) {
      event.preventDefault();
      if (wanted.matches("input, textarea, select")) wanted.focus();
      else wanted.click();
    }
  });
})();
