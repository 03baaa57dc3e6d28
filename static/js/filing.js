"use strict";
// The filing form, a little quicker: questions that another answer makes pointless are folded away, the city list follows
// the province, days in the past cannot be picked later than today. The server asks and checks the same without this.
(() => {
  const answer = (form, name) => {
    const field = form.elements[name];
    if (!field) return "";
    if (field instanceof RadioNodeList) return field.value;
    return field.type === "checkbox" ? (field.checked ? "on" : "") : field.value;
  };

  const fold = (form) => {
    form.querySelectorAll("[data-when]").forEach((input) => {
      const [name, wanted] = input.dataset.when.split("=");
      const place = input.closest(".field");
      // what holds an error stays in sight
      if (place) place.hidden = !wanted.split("|").includes(answer(form, name)) && !place.classList.contains("field-wrong");
    });
  };

  const cities = (form) => {
    const province = form.elements.province;
    const city = form.elements.city;
    if (!province || !city || !city.querySelectorAll) return;
    const name = province.selectedOptions.length ? province.selectedOptions[0].textContent : "";
    city.querySelectorAll("optgroup").forEach((group) => {
      const fits = !province.value || group.label === name;
      group.hidden = !fits;
      group.disabled = !fits;
    });
    if (city.selectedOptions.length && city.selectedOptions[0].parentElement.disabled) city.value = "";
  };

  const today = () => {
    const now = new Date();
    return new Date(now.getTime() - now.getTimezoneOffset() * 60000).toISOString().slice(0, 10);
  };

  const dress = (part) => {
    part.querySelectorAll("input[data-past]").forEach((input) => {
      input.max = today();
    });
    part.querySelectorAll("form").forEach((form) => {
      fold(form);
      cities(form);
    });
  };

  document.addEventListener("change", (event) => {
    const form = event.target.form;
    if (!form) return;
    fold(form);
    if (event.target.name === "province") cities(form);
  });
  dress(document);
})();
