"use strict";
// Small helpers of every page. Nothing here is needed to do one's work: each form and link works without it.

document.documentElement.classList.add("js");

// htmx sends the page's CSRF token (the cookie itself is HttpOnly).
document.addEventListener("htmx:configRequest", (event) => {
  const token = document.querySelector('meta[name="csrf-token"]');
  if (token) event.detail.headers["X-CSRFToken"] = token.content;
});

// A refused or failed htmx request is shown where the person looks, not swallowed.
document.addEventListener("htmx:responseError", (event) => {
  if (event.detail.xhr.status === 401 || event.detail.xhr.status === 403) window.location.reload();
});
