// A file dropped on the composer, or a picture pasted into it, is attached like one that was picked.
(() => {
  const form = document.querySelector("form.composer"), input = form?.querySelector("input[type=file][data-files]");
  if (!input) return;
  function attach(files) {
    const all = new DataTransfer();
    for (const file of [...input.files, ...files]) all.items.add(file);
    input.files = all.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }
  const carries = (event) => [...(event.dataTransfer?.types || [])].includes("Files");
  form.addEventListener("dragover", (event) => { if (carries(event)) { event.preventDefault(); form.dataset.dropping = "yes"; } });
  form.addEventListener("dragleave", (event) => { if (!form.contains(event.relatedTarget)) delete form.dataset.dropping; });
  form.addEventListener("drop", (event) => {
    delete form.dataset.dropping;
    if (!carries(event)) return;
    event.preventDefault();
    attach(event.dataTransfer.files);
  });
  form.elements.text.addEventListener("paste", (event) => {
    const pictures = [...event.clipboardData.files];
    if (!pictures.length) return;
    event.preventDefault();
    attach(pictures);
  });
})();
