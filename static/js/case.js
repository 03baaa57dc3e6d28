"use strict";
// On a phone the rail of a case starts folded under its header; on a wide screen it is always open.
(() => {
  const narrow = window.matchMedia("(max-width: 767.98px)");
  const fold = () => {
    document.querySelectorAll("details[data-fold-phone]").forEach((rail) => {
      rail.open = !narrow.matches;
    });
  };
  narrow.addEventListener("change", fold);
  fold();
})();
