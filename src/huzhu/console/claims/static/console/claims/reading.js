"use strict";
/* A field and its box on the picture find each other: focus shows the box, a click on a box goes to
   its field. */
(function () {
  function boxesOf(name) {
    return document.querySelectorAll('[data-box="' + CSS.escape(name) + '"]');
  }

  document.addEventListener("focusin", function (event) {
    const name = event.target.dataset ? event.target.dataset.field : undefined;
    if (!name) return;
    document.querySelectorAll(".mark.is-here").forEach(function (box) { box.classList.remove("is-here"); });
    boxesOf(name).forEach(function (box) {
      box.classList.add("is-here");
      const pages = box.closest(".reading-pages");
      const place = box.getBoundingClientRect();
      const seen = pages.getBoundingClientRect();
      pages.scrollTop += place.top - seen.top - pages.clientHeight / 2;
    });
  });

  document.addEventListener("click", function (event) {
    const box = event.target.closest ? event.target.closest("[data-box]") : null;
    if (!box) return;
    const field = document.querySelector('[data-field="' + CSS.escape(box.dataset.box) + '"]');
    if (field) field.focus();
  });
})();
