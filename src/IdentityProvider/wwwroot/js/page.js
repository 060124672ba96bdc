// Every page works without this file. Each module improves one kind of element, found by a data attribute.
import { autoSubmit } from "./auto-submit.js";
import { countDown, countWait } from "./count-down.js";
import { guideNewPassword } from "./new-password.js";
import { passkey } from "./passkey.js";
import { formatPhone } from "./phone.js";
import { printPage } from "./print.js";
import { sessionEnd } from "./session-end.js";
import { showPassword } from "./show-password.js";
import { readTextedCode } from "./web-otp.js";

const each = (selector, improve) => document.querySelectorAll(selector).forEach(improve);

each("[data-code-length]", autoSubmit);
each("[data-web-otp]", readTextedCode);
each("[data-count-down]", countDown);
each("[data-wait]", countWait);
each("[data-locks-in]", sessionEnd);
each("[data-show-password]", showPassword);
each("[data-new-password]", guideNewPassword);
each("input[data-phone]", formatPhone);
each("form[data-passkey]", passkey);
each("[data-print]", printPage);

// The error summary is read first, and Tab goes on from there.
document.querySelector("[data-focus]")?.focus();
