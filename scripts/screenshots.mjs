/** Takes the pictures of the README anew: `npm run screenshots`. `npm run screenshots dark` takes those of one theme only. */
import { installChromium, installRoot, installVscode, run } from "./install.mjs";

installRoot();
installVscode();
installChromium();
run("npm", ["run", "--silent", "package"]);
run(process.execPath, ["test/extension/screenshots.mjs", ...process.argv.slice(2)]);
