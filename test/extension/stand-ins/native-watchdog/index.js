/** Ends this process when the process `pid` is gone. Checks while the event loop runs, unlike the original. */
"use strict";

exports.start = (pid) => {
  const check = () => {
    try {
      process.kill(pid, 0);
    } catch {
      process.exit(87);
    }
  };
  setInterval(check, 1000).unref();
};
