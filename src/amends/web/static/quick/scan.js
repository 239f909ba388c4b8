// Reads a code with the camera where the browser can; where it cannot, the button is not there and one types.
import { introduce } from "./guest.js";
import { phrases } from "./sentence.js";

const FORMATS = ["qr_code", "code_128", "code_39", "ean_13", "data_matrix", "pdf417", "aztec"];
const scanner = document.getElementById("scanner"), view = document.getElementById("scanner-view"), button = document.getElementById("scan");
let stream = null;

const stop = () => {
  for (const track of stream?.getTracks() || []) track.stop();
  stream = view.srcObject = null;
};

const watch = async (detector) => {
  while (stream) {
    const [code] = view.readyState >= 2 ? await detector.detect(view).catch(() => []) : [];
    if (code?.rawValue.trim()) {
      scanner.close();
      introduce(code.rawValue.trim().slice(0, 120));
      return;
    }
    await new Promise((done) => setTimeout(done, 120));
  }
};

const open = async () => {
  try {
    const known = await BarcodeDetector.getSupportedFormats();
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    view.srcObject = stream;
    scanner.showModal();
    await view.play();
    watch(new BarcodeDetector({ formats: FORMATS.filter((format) => known.includes(format)) }));
  } catch {
    stop();
    scanner.close();
    document.getElementById("who").placeholder = phrases.no_camera;
    document.getElementById("who").focus();
  }
};

if ("BarcodeDetector" in window && navigator.mediaDevices) {
  button.hidden = false;
  button.addEventListener("click", open);
}
scanner.addEventListener("close", stop);
document.getElementById("scanner-close").addEventListener("click", () => scanner.close());
