// A small menu above the composer: opened by its button, walked with the arrow keys, closed by Escape.

const itemsOf = (panel) => [...panel.querySelectorAll("[role=menuitem]")];

/** `onChoose(item)` is called with the pressed menu item, after the menu has closed. */
export function menu(button, panel, onChoose) {
  function set(open) {
    panel.hidden = !open;
    button.setAttribute("aria-expanded", String(open));
  }

  button.addEventListener("click", () => {
    set(panel.hidden);
    if (!panel.hidden) itemsOf(panel)[0]?.focus();
  });

  function dismiss() {
    set(false);
    button.focus();
  }

  panel.addEventListener("click", (event) => {
    const item = event.target.closest("[role=menuitem]");
    if (!item) return;
    dismiss();
    onChoose(item);
  });

  panel.addEventListener("keydown", (event) => {
    const items = itemsOf(panel);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const place = items.indexOf(document.activeElement);
    if (step) items.at((place + step) % items.length).focus();
    else if (event.key === "Home") items[0].focus();
    else if (event.key === "End") items.at(-1).focus();
    else if (event.key === "Escape") dismiss();
    else return;
    event.preventDefault();
  });

  // Whatever takes the focus, or a press, elsewhere closes it.
  for (const kind of ["focusin", "pointerdown"]) {
    document.addEventListener(kind, ({ target }) => {
      if (!panel.hidden && !panel.contains(target) && !button.contains(target)) set(false);
    });
  }
}
