// Keys that work from anywhere on the page.

/** `/` and the like focus the field that says so by `data-shortcut`, unless something is being typed. */
export function focusOnShortcut(event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  const field = document.querySelector<HTMLElement>(`[data-shortcut="${CSS.escape(event.key)}"]`);
  if (field === null) return;
  event.preventDefault();
  if (field instanceof HTMLButtonElement || field instanceof HTMLAnchorElement) field.click();
  else field.focus();
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches("input, select, textarea, dialog *");
}
