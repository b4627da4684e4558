#!/bin/sh
# Part of building the image: makes a PDF of a text and looks into it. Prints what is wrong and fails, or nothing.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
printf 'Ẹ̀kọ́ ọ̀rọ̀ ƙasa ₦1,250\n' >"$work/letter.txt"
HOME="$work" soffice --headless --convert-to pdf --outdir "$work" "$work/letter.txt" >"$work/said" 2>&1 || true
# LibreOffice says 0 also when it failed: what counts is the file.
test -s "$work/letter.pdf" || { cat "$work/said"; echo 'LibreOffice made no PDF.'; exit 1; }
qpdf --check "$work/letter.pdf" >"$work/said" 2>&1 || { cat "$work/said"; exit 1; }
test "$(qpdf --show-npages "$work/letter.pdf")" = 1 || { echo 'The PDF has not one page.'; exit 1; }
python3 -c 'import uno'
for family in Calibri Cambria Arial 'Times New Roman' 'Courier New'; do
  case "$(fc-match "$family")" in
    Carlito* | Caladea* | Liberation*) ;;
    *) echo "Nothing stands for $family."; exit 1 ;;
  esac
done
