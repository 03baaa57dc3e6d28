"use strict";
// Before the log-out: logging out erases what the desk at a fair keeps in this browser, so what is not yet sent is named.
(async () => {
  const place = document.querySelector("[data-farewell]");
  if (!place || !window.indexedDB || !indexedDB.databases) return;
  const known = await indexedDB.databases();
  if (!known.some((one) => one.name === "zhinan-desk")) return;
  const request = indexedDB.open("zhinan-desk");
  request.onsuccess = () => {
    const base = request.result;
    const count = base.transaction("queue").objectStore("queue").count();
    count.onsuccess = () => {
      base.close();
      place.querySelector("[data-farewell-count]").textContent = String(count.result);
      place.hidden = count.result === 0;
    };
  };
})();
