extension Page {
  static let style = """

    :root{--ground:#f6f7f9;--card:#fff;--ink:#16202c;--soft:#566273;--rule:#dde2e9;--accent:#2364aa;--good:#17714a;
    --good-ground:#e2f4ea;--bad:#b3261e;--bad-ground:#fdeae8;--blue:#2f7ed8;--red:#d9483b;--teal:#12908e;
    --violet:#7a5cc7;
    --amber:#d68a00;--slate:#8492a6;--green:#4a9c3d;--pink:#c2528b}
    @media (prefers-color-scheme:dark){:root{--ground:#10151c;--card:#18202a;--ink:#e8edf3;--soft:#9eabba;
    --rule:#2c3744;
    --accent:#7db4f0;--good:#6fd3a0;--good-ground:#153527;--bad:#ff9a90;--bad-ground:#43201d;--blue:#5aa2f0;
    --red:#f0786c;
    --teal:#3fbdb7;--violet:#a58cf0;--amber:#e9b04a;--slate:#74849a;--green:#7cc46d;--pink:#e07fb2}}
    *{box-sizing:border-box}
    html{-webkit-text-size-adjust:100%}
    body{margin:0;background:var(--ground);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,
    "Helvetica Neue",Arial,sans-serif;font-feature-settings:"tnum"}
    header,main,footer{max-width:1120px;margin:0 auto;padding:0 24px}
    header{padding-top:40px}
    .eyebrow{margin:0;color:var(--soft);font-size:14px}
    .title{display:flex;flex-wrap:wrap;align-items:center;gap:8px 18px;margin:2px 0 4px}
    h1{margin:0;font-size:36px;line-height:1.15;letter-spacing:-.02em;overflow-wrap:anywhere}
    h2{margin:52px 0 6px;font-size:23px;letter-spacing:-.01em;line-height:1.25}
    h3{margin:0;font-size:16px}
    .meta,.intro,figcaption p,small,.tile span,footer,.bar-label span,.caption{color:var(--soft)}
    .meta{margin:0;font-size:14px}
    .intro{margin:0 0 14px;max-width:76ch}
    .lead{text-wrap:pretty;font-size:21px;line-height:1.45;margin:22px 0;padding-left:16px;
    border-left:4px solid var(--accent);max-width:68ch}
    .badge{padding:3px 12px;border-radius:99px;font-size:14px;font-weight:600;background:var(--rule)}
    .good{color:var(--good)}.bad{color:var(--bad)}
    .badge.good{background:var(--good-ground)}.badge.bad{background:var(--bad-ground)}
    .tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(175px,1fr));gap:12px}
    .tile,.card{background:var(--card);border:1px solid var(--rule);border-radius:10px}
    .tile{padding:12px 16px;display:flex;flex-direction:column}
    .tile span{font-size:14px;overflow-wrap:anywhere}
    .tile strong{font-size:26px;line-height:1.3;letter-spacing:-.01em}
    small{font-size:13px;line-height:1.35}
    .card{padding:16px 18px;margin:0 0 14px}
    .table{padding:4px 0;overflow:hidden}.scroll{overflow-x:auto}
    table{border-collapse:collapse;width:100%;font-size:15px;line-height:1.4;font-variant-numeric:tabular-nums}
    .caption{margin:0;padding:8px 18px 2px;font-size:14px;max-width:100ch}
    th,td{padding:7px 12px;text-align:left;border-top:1px solid var(--rule);vertical-align:baseline}
    thead th{border-top:0;font-size:13px;font-weight:600;color:var(--soft);vertical-align:bottom}
    tbody th{font-weight:600;overflow-wrap:break-word;min-width:104px;max-width:340px}
    th:first-child,td:first-child{padding-left:18px}th:last-child,td:last-child{padding-right:18px}
    .number{text-align:right;white-space:nowrap}
    td small,.block{display:block}th small{font-weight:400}
    .verdict{font-weight:600;white-space:nowrap}
    figure{margin:0 0 14px}
    figcaption p{margin:2px 0 8px;font-size:14px;max-width:90ch}
    .legend{display:flex;flex-wrap:wrap;gap:2px 18px;font-size:14px;margin-bottom:6px}
    .legend span{display:inline-flex;align-items:center;gap:7px}
    .legend i{width:12px;height:12px;border-radius:3px;background:var(--c)}
    .legend i.dash{height:0;border-top:2px dashed var(--soft);background:none;border-radius:0;width:18px}
    svg{display:block;width:100%;height:auto;overflow:visible}
    svg.narrow{display:none}
    svg text{font-size:12.5px;fill:var(--soft)}
    .middle{text-anchor:middle}.end{text-anchor:end}
    .grid{stroke:var(--rule);stroke-width:1}
    .line{fill:none;stroke:var(--c);stroke-width:1.8;stroke-linejoin:round}
    .area{fill:var(--c);fill-opacity:.22}
    .dot{fill:var(--card);stroke:var(--c);stroke-width:2}
    .piece{fill:var(--c);stroke:var(--card);stroke-width:1.5;vector-effect:non-scaling-stroke}
    .reference{stroke:var(--soft);stroke-width:1.5;stroke-dasharray:5 4}
    .warmup{fill:var(--slate);fill-opacity:.14}
    .cross{stroke:var(--ink);stroke-width:1;visibility:hidden}
    .bar{margin-top:12px}.bar svg{height:26px;border-radius:5px;overflow:hidden}
    .bar-track{position:relative}
    .bar-words span{position:absolute;top:0;line-height:26px;text-align:center;font-size:13px;font-weight:600;
    color:var(--ground);pointer-events:none}
    .bar-words .amber,.bar-words .step1,.bar-words .step2,.bar-words .step3,.bar-words .step4{color:#10151c}
    .bar-label{display:flex;flex-wrap:wrap;justify-content:space-between;gap:0 16px;font-size:15px;margin-bottom:3px}
    .bar-label strong{overflow-wrap:anywhere}
    ul.findings{list-style:none;margin:0;padding:0}
    .findings li{padding:11px 16px;margin-bottom:8px;border:1px solid var(--rule);border-left:4px solid var(--slate);
    border-radius:8px;background:var(--card)}
    .findings li.binding{border-left-color:var(--bad)}.findings li.notable{border-left-color:var(--amber)}
    dl{display:grid;grid-template-columns:minmax(130px,210px) 1fr;gap:9px 20px;font-size:15px}
    dt{font-weight:600;overflow-wrap:anywhere}dd{margin:0;overflow-wrap:anywhere}
    .empty{color:var(--soft)}
    footer{padding:26px 24px 48px;font-size:14px}
    #tip{position:fixed;pointer-events:none;z-index:9;background:var(--card);border:1px solid var(--rule);
    border-radius:8px;
    padding:7px 11px;font-size:13.5px;box-shadow:0 4px 18px #0003;font-variant-numeric:tabular-nums}
    #tip[hidden]{display:none}
    #tip b{display:block}#tip span{display:flex;align-items:center;gap:7px}#tip i{width:9px;height:9px;
    border-radius:2px;
    background:var(--c)}
    .blue{--c:var(--blue)}.red{--c:var(--red)}.teal{--c:var(--teal)}.violet{--c:var(--violet)}.amber{--c:var(--amber)}
    .slate{--c:var(--slate)}.green{--c:var(--green)}.pink{--c:var(--pink)}.ink{--c:var(--soft)}
    .step0{--c:var(--teal)}.step1{--c:#8fb8dd}.step2{--c:#5f95cf}.step3{--c:#e0a04a}.step4{--c:#d9743b}
    .step5{--c:var(--red)}
    @media (max-width:760px){header,main,footer{padding-left:14px;padding-right:14px}header{padding-top:24px}
    h1{font-size:28px}.lead{font-size:18px}h2{margin-top:40px}.tiles{grid-template-columns:1fr 1fr}
    .tile{padding:10px 12px}
    .tile strong{font-size:22px}.tile:last-child:nth-child(odd){grid-column:1/-1}.card{padding:12px}
    .card.table{padding:2px 0}.caption{padding:8px 12px 2px}
    th:first-child,td:first-child{padding-left:12px}
    tbody th{max-width:170px;position:sticky;left:0;background:var(--card)}svg.wide{display:none}
    svg.narrow{display:block;max-width:560px;margin:0 auto}svg.narrow text{font-size:14px}
    dl{grid-template-columns:1fr;gap:0}dd{margin-bottom:10px}th,td{padding:7px 9px}}
    @media print{:root{--ground:#fff;--card:#fff;--ink:#000;--soft:#444;--rule:#ccc}body{font-size:11pt}
    header,main,footer{max-width:none;padding:0}.card,.tile,li{break-inside:avoid}h2{break-after:avoid}
    .scroll{overflow:visible}tbody th{position:static}svg{print-color-adjust:exact;-webkit-print-color-adjust:exact}}

    """

  /// Shows the values under the pointer, in the charts over time.
  static let script = """

    'use strict';
    (function(){
    var tip=document.getElementById('tip');
    function show(number){return number.toLocaleString('en-US',{maximumSignificantDigits:4});}
    document.querySelectorAll('figure[data-values]').forEach(function(figure){
      var data=figure.dataset,names=data.names.split('|'),colors=data.colors.split('|'),step=Number(data.step);
      var values=data.values.split('|').map(function(line){return line.split(' ').map(Number);});
      figure.querySelectorAll('svg').forEach(function(svg){
        var left=Number(svg.dataset.left),right=Number(svg.dataset.right),cross=svg.querySelector('.cross');
        svg.addEventListener('pointermove',function(event){
          var box=svg.getBoundingClientRect(),x=(event.clientX-box.left)*svg.viewBox.baseVal.width/box.width;
          var time=(x-left)/(right-left)*Number(svg.dataset.duration),index=Math.floor(time/step);
          if(index<0||index>=values[0].length){hide();return;}
          cross.setAttribute('x1',x);cross.setAttribute('x2',x);cross.style.visibility='visible';
          tip.textContent='';
          var head=document.createElement('b');head.textContent=show(index*step)+' s';tip.appendChild(head);
          names.forEach(function(name,line){
            var row=document.createElement('span'),mark=document.createElement('i');
            row.className=colors[line];row.appendChild(mark);
            row.appendChild(document.createTextNode(name+' '+show(values[line][index])));tip.appendChild(row);
          });
          tip.hidden=false;
          tip.style.top=(event.clientY+16)+'px';
          tip.style.left=Math.max(4,Math.min(event.clientX+16,window.innerWidth-tip.offsetWidth-8))+'px';
        });
        function hide(){tip.hidden=true;cross.style.visibility='hidden';}
        svg.addEventListener('pointerleave',hide);
      });
    });
    })();

    """
}
